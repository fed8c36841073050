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

// Sends a request with Scalar's own client.
async function trySending(page, operation) {
  const section = page.locator(`[id*="${operation}"]`).first();
  await section.scrollIntoViewIfNeeded();
  await page.getByRole('button', {name: /Test Request/}).first().waitFor();
  await section.getByRole('button', {name: /Test Request/}).first().click();
  await page.getByRole('button', {name: /^Send/}).first().waitFor();
  return page.getByRole('button', {name: /^Send/}).first();
}

(async () => {
  const browser = await chromium.launch({executablePath: process.env.CHROMIUM, args: FLAGS});
  for await (const line of readline.createInterface({input: process.stdin})) {
    const {url, shot, operation, calls} = JSON.parse(line);
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
      if (operation) {
        const send = await trySending(page, operation);
        seen.status = await statusOf(page, calls, () => send.click());
        await page.waitForTimeout(300);
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
