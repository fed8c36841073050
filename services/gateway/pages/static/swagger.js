SwaggerUIBundle({
  url: '/openapi-3.0.json',
  dom_id: '#reference',
  deepLinking: true,
  validatorUrl: null,
});
