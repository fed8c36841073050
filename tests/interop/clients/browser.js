// Debian's Chromium on a page of its own origin. Says {port} of the page first; then one call a line: {origin, ...} for page.js.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const readline = require('readline');
const esbuild = require('esbuild');
const {chromium} = require('playwright-core');

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function bundle() {
  const built = await esbuild.build({
    entryPoints: [path.join(__dirname, 'page.js')], bundle: true, write: false, format: 'iife', nodePaths: [process.env.NODE_PATH],
  });
  return built.outputFiles[0].contents;
}

(async () => {
  const files = {
    '/': ['text/html; charset=utf-8', '<!doctype html><title>page</title><link rel="icon" href="data:,"><script src="/page.js"></script>'],
    '/page.js': ['text/javascript', await bundle()],
    '/descriptors': ['application/octet-stream', fs.readFileSync(process.env.DESCRIPTORS)],
  };
  const server = http.createServer((request, response) => {
    const [type, body] = files[request.url] || ['text/plain', ''];
    response.writeHead(files[request.url] ? 200 : 404, {'content-type': type});
    response.end(body);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const browser = await chromium.launch({executablePath: process.env.CHROMIUM, args: FLAGS});
  process.stdout.write(`${JSON.stringify({port: server.address().port})}\n`);
  const pages = new Map();
  for await (const line of readline.createInterface({input: process.stdin})) {
    const {origin, ...question} = JSON.parse(line);
    if (!pages.has(origin)) {
      const page = await browser.newPage();
      page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
      await page.goto(`${origin}/`);
      pages.set(origin, page);
    }
    const result = await pages.get(origin).evaluate((asked) => window.call(asked), question);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  await browser.close();
  server.close();
})();
