// The reference's pages in Debian's Chromium: {url, click} a line; answers what it saw of requests, policy and text.
'use strict';
const readline = require('readline');
const {chromium} = require('playwright-core');

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// Waits until the page calls `path`; its status.
async function statusOf(page, path, act) {
  const [response] = await Promise.all([
    page.waitForResponse((r) => new URL(r.url()).pathname === path && r.request().resourceType() === 'fetch', {timeout: 20000}), act()]);
  return response.status();
}

// Opens Scalar's own client at an operation of a tag; its button that sends.
async function openClient(page, tag, path) {
  await page.getByText(tag).first().click();
  await page.getByRole('button', {name: `Test Request (get ${path})`}).click();
  const send = page.getByRole('button', {name: /^Send/}).first();
  await send.waitFor();
  return send;
}

(async () => {
  const browser = await chromium.launch({executablePath: process.env.CHROMIUM, args: FLAGS});
  for await (const line of readline.createInterface({input: process.stdin})) {
    const {url, shot, tag, calls} = JSON.parse(line);
    const seen = {origins: [], violations: [], errors: []};
    const page = await browser.newPage({viewport: {width: 1400, height: 1000}});
    page.on('request', (request) => {
      const origin = new URL(request.url()).origin;
      if (origin !== 'null' && !seen.origins.includes(origin)) seen.origins.push(origin);
    });
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) seen.violations.push(message.text());
    });
    page.on('pageerror', (error) => seen.errors.push(String(error)));
    try {
      await page.goto(url, {waitUntil: 'networkidle'});
      if (tag) {
        const send = await openClient(page, tag, calls);
        seen.status = await statusOf(page, calls, () => send.click());
        await page.getByText(/200 OK|^200/).first().waitFor({timeout: 10000});
      }
      seen.text = await page.locator('body').innerText();
      if (shot) await page.screenshot({path: shot});
    } catch (error) {
      seen.failure = String(error);
      if (shot) await page.screenshot({path: shot});
    }
    await page.close();
    process.stdout.write(`${JSON.stringify(seen)}\n`);
  }
  await browser.close();
})();
