// Everything comes from this host: no font, proxy, telemetry or assistant of anybody else.
Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  baseServerURL: window.location.origin,
  withDefaultFonts: false,
  proxyUrl: '',
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: {disabled: true},
  mcp: {disabled: true},
});
