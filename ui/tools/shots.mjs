// Pictures of every screen, of the build with the host in memory, under the window's own content security policy.
// `npm run build:fake` first; then `npm run shots [-- name…]`. Needs a Chromium (CHROMIUM names another than Debian's).

import { mkdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = fileURLToPath(new URL("..", import.meta.url));
const dist = join(here, "dist-fake");
const out = join(here, "shots");
mkdirSync(out, { recursive: true });

/** As in tauri.conf.json, without the window's own channel. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url, "http://local").pathname);
  const file = join(dist, path === "/" ? "index.html" : path);
  try {
    statSync(file);
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-security-policy": policy,
    });
    response.end(readFileSync(file));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${server.address().port}/`;

const words = {
  en: {
    userName: "User name",
    password: "Password",
    signIn: "Sign in",
    code: "Code",
    next: "Continue",
    rao: "RAO",
    mainUnit: "Main unit",
    secondaryUnit: "Secondary unit",
    enter: "Enter",
  },
  it: {
    userName: "Nome utente",
    password: "Password",
    signIn: "Accedi",
    code: "Codice",
    next: "Continua",
    rao: "RAO",
    mainUnit: "Unità principale",
    secondaryUnit: "Unità secondaria",
    enter: "Entra",
  },
};

const card = (name) => ({ name, mimeType: "image/png", buffer: Buffer.from("iVBORw0KGgo=", "base64") });
const scan = { name: "signed-form.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") };

/** Name of the picture, and how to come to it from the dashboard. */
const screens = [
  ["dashboard", async () => {}],
  ["new-request", async (page) => go(page, "/new")],
  [
    "new-request-inside",
    async (page) => {
      await go(page, "/new");
      await page.locator("article button[aria-haspopup]").first().click();
    },
  ],
  ["drafts", async (page) => go(page, "/drafts")],
  ["search-all", async (page) => go(page, "/search/all")],
  ["search-to-identify", async (page) => go(page, "/search/toIdentify")],
  [
    "search-filters",
    async (page) => {
      await go(page, "/search/all");
      await page.locator("main button[aria-haspopup]").first().click();
    },
  ],
  [
    "search-quick-look",
    async (page) => {
      await go(page, "/search/all");
      await page.locator("tbody tr").first().focus();
      await page.keyboard.press("Space");
    },
  ],
  [
    "product-active",
    async (page) => {
      await go(page, "/search/active");
      await page.locator("tbody tr").first().press("Enter");
    },
  ],
  [
    "product-to-identify",
    async (page) => {
      await go(page, "/search/toIdentify");
      await page.locator("tbody tr").first().press("Enter");
    },
  ],
  [
    "product-menu",
    async (page) => {
      await go(page, "/search/active");
      await page.locator("tbody tr").first().press("Enter");
      await page.locator("main header button[aria-haspopup=menu]").click();
    },
  ],
  ["stock", async (page) => go(page, "/stock")],
  [
    "stock-receive",
    async (page) => {
      await go(page, "/stock/receive");
      for (const serial of ["2000-0001", "20000002", "10000001", "?"]) {
        await page.locator("input[name=serial]").fill(serial);
        await page.locator("input[name=serial]").press("Enter");
      }
      await page.locator("ol li").nth(3).waitFor();
    },
  ],
  [
    "stock-token",
    async (page) => {
      await go(page, "/stock");
      await page.locator("td a").nth(3).click();
      await page.locator("main header button[aria-haspopup=menu]").click();
    },
  ],
  ["stock-format", async (page) => toReturned(page)],
  [
    "stock-format-ask",
    async (page) => {
      await toReturned(page);
      await askToFormat(page);
    },
  ],
  [
    "stock-format-asked",
    async (page) => {
      await toReturned(page);
      await askToFormat(page);
      await page.locator("dialog[open] textarea, dialog[open] input").first().fill("Its holder moved away");
      await page.locator("dialog[open] [data-look=primary]").click();
      await page.locator("dialog[open]").waitFor({ state: "detached" });
    },
  ],
  ["stock-lost", async (page) => reportLost(page)],
  [
    "stock-lost-typed-wrong",
    async (page) => {
      await reportLost(page);
      await page.locator("dialog[open] textarea").fill("Rubato in treno, dice il titolare");
      await page.locator("dialog[open] input[name=typedSerial]").fill("10000004");
      await page.keyboard.press("Enter");
    },
  ],
  [
    "stock-count",
    async (page) => {
      await go(page, "/stock");
      await page.locator("main header button").first().click();
      await page.locator("dialog input[name=number]").fill("2");
      await page.locator("dialog input[name=number]").press("Enter");
      await page.locator("dialog [role=alert]").waitFor();
    },
  ],
  [
    "order",
    async (page) => {
      await go(page, "/search/toBeIssued");
      await page.locator("tbody tr td a").first().click();
    },
  ],
  [
    "reject",
    async (page) => {
      await go(page, "/search/toBeIssued");
      await page.locator("tbody tr").first().press("Enter");
      await page.locator("main header button[aria-haspopup=menu]").click();
      await page.locator("[role=menuitem]").nth(2).click();
    },
  ],
  [
    "product-end",
    async (page) => {
      await go(page, "/search/failed");
      await page.locator("tbody tr").first().press("Enter");
      await page.locator("main header button[aria-haspopup=menu]").click();
      await page.locator("[role=menuitem]").last().click();
    },
  ],
  [
    "envelope-again",
    async (page) => {
      await go(page, "/search/active");
      await page.locator("tbody tr").first().press("Enter");
      await page.locator("main header button[aria-haspopup=menu]").click();
      await page.locator("[role=menuitem]").nth(1).click();
      await page.locator("input[name=passphrase]").waitFor();
    },
  ],
  ["wizard-method", async (page) => draftAt(page, "method")],
  ["wizard-person", async (page) => draftAt(page, "person")],
  [
    "wizard-person-search",
    async (page) => {
      await draftAt(page, "person");
      await page.locator("input[name=personChoice][value=search]").check();
      await page.locator("input[name=taxCode]").fill("RSSMRC79A10H501E");
      await page.keyboard.press("Enter");
    },
  ],
  ["wizard-document", async (page) => draftAt(page, "document")],
  ["wizard-document-read", async (page) => withImages(page)],
  ["camera-none", async (page) => toCamera(page, "none")],
  ["camera-denied", async (page) => toCamera(page, "denied")],
  ["camera-busy", async (page) => toCamera(page, "busy")],
  ["camera-stuck", async (page) => toCamera(page, "stuck")],
  ["camera-closer", async (page) => toCamera(page, "moveCloser")],
  ["camera-good", async (page) => toCamera(page, "good")],
  [
    "camera-turn-over",
    async (page) => {
      await toCamera(page, null);
      await page.locator("dialog li[data-state=there]").first().waitFor();
    },
  ],
  [
    "camera-done",
    async (page) => {
      await toCamera(page, null);
      await page.locator("dialog li[data-state=there]").nth(1).waitFor();
    },
  ],
  [
    "crop",
    async (page) => {
      await withImages(page);
      await page.locator("main form button:has(svg.lucide-crop)").first().click();
      await page.locator("dialog[open] img").last().waitFor();
    },
  ],
  [
    "crop-crossed",
    async (page) => {
      await withImages(page);
      await page.locator("main form button:has(svg.lucide-crop)").first().click();
      await page.locator("dialog[open] img").last().waitFor();
      const corner = await page.locator("dialog[open] img + svg + button").boundingBox();
      await page.mouse.move(corner.x + 16, corner.y + 16);
      await page.mouse.down();
      await page.mouse.move(corner.x + 560, corner.y + 420);
      await page.mouse.up();
    },
  ],
  [
    "wizard-data",
    async (page) => {
      await withImages(page);
      await page.locator("form footer button[type=submit]").click();
      await page.locator("input[name='person.surname']").focus();
    },
  ],
  [
    "wizard-data-faults",
    async (page) => {
      await withImages(page);
      await page.locator("form footer button[type=submit]").click();
      await page.locator("input[name='document.number']").fill("CA99999ZZ");
      await page.locator("form footer button[type=submit]").click();
    },
  ],
  ["wizard-certificate", async (page) => draftAt(page, "certificate")],
  ["wizard-configuration", async (page) => draftAt(page, "configuration")],
  ["wizard-consents", async (page) => draftAt(page, "consents")],
  ["wizard-summary", async (page) => draftAt(page, "summary")],
  [
    "recognition-form",
    async (page) => {
      await go(page, "/search/toIdentify");
      await page.locator("tbody tr").first().press("Enter");
      await page.locator("main header button[data-look=primary]").click();
    },
  ],
  [
    "recognition-recogniser",
    async (page) => {
      await toRecogniser(page);
    },
  ],
  [
    "recognition-report",
    async (page) => {
      await toRecogniser(page);
      await page.locator("main form button[type=submit]").click();
      await page.locator("figure img").first().waitFor();
    },
  ],
  [
    "recognition-done",
    async (page) => {
      await toRecogniser(page);
      await page.locator("main form button[type=submit]").click();
      await page.locator("input[name=path]").fill("D:/ferri.p12");
      await page.locator("input[name=password]").fill("correct horse 7");
      await page.keyboard.press("F9");
    },
  ],
  ["reports", async (page) => toReports(page, 2)],
  ["reports-none", async (page) => go(page, "/reports-to-sign")],
  [
    "reports-look",
    async (page) => {
      await toReports(page, 3);
      await page.locator("main li button:has(svg.lucide-eye)").first().click();
      await page.locator("dialog[open] figure img").first().waitFor();
    },
  ],
  [
    "reports-pin",
    async (page) => {
      await toReports(page, 3);
      await signReport(page, null);
      await page.locator("dialog input[name=pin]").waitFor();
    },
  ],
  [
    "reports-wrong-pin",
    async (page) => {
      await toReports(page, 3);
      await signReport(page, "123456");
      await page.locator("dialog h2", { hasText: "2" }).waitFor();
      await page.locator("dialog input[name=pin]").fill("999999");
      await page.keyboard.press("Enter");
      await page.locator("[data-testid=error-code]").waitFor();
    },
  ],
  [
    "reports-signing",
    async (page) => {
      await toReports(page, 3);
      await page.locator("input[name=signWith]").last().check();
      await page.locator("input[name=path]").fill("D:/ferri.p12");
      await page.locator("input[name=password]").fill("Sigillo-2026-prova");
      await page.keyboard.press("Enter");
      await page.locator("progress[value='1']").waitFor();
    },
  ],
  [
    "reports-done",
    async (page) => {
      await toReports(page, 2);
      await signReport(page, "123456");
      await page.locator("dialog h2", { hasText: /2 (of|di) 2/ }).waitFor();
      await page.locator("dialog input[name=pin]").fill("123456");
      await page.keyboard.press("Enter");
      await page.locator("dialog[open]").waitFor({ state: "detached" });
    },
  ],
  ["issuance-confirm", async (page) => toIssuance(page)],
  [
    "issuance-passphrase",
    async (page) => {
      await toIssuance(page);
      await page.locator("main form button[type=submit]").click();
    },
  ],
  [
    "issuance-done",
    async (page) => {
      await toIssuance(page);
      await page.locator("main form button[type=submit]").click();
      await page.locator("input[name=passphrase]").fill("sette gatti 7");
      await page.locator("input[name=repeated]").fill("sette gatti 7");
      await page.keyboard.press("Enter");
    },
  ],
  ["device-data", async (page) => toDeviceData(page)],
  ["device-choose", async (page) => toDevice(page)],
  ["device-none", async (page) => toDevice(page, "none")],
  ["device-unnumbered", async (page) => toDevice(page, "unnumbered")],
  [
    "device-writing",
    async (page) => {
      await toDevice(page);
      await write(page);
      await page.locator("main ol li[aria-current=step]", { hasText: /keys|chiavi/ }).waitFor();
    },
  ],
  ["device-pulled", async (page) => toPulled(page)],
  [
    "device-resume",
    async (page) => {
      await toPulled(page);
      await page.locator("main form button[type=submit]:enabled").waitFor();
    },
  ],
  [
    "device-orphan",
    async (page) => {
      await toPulled(page);
      await page.locator("main form button[type=submit]").locator("xpath=following-sibling::button").click();
      await page.locator("dialog[open] input").first().check();
    },
  ],
  [
    "device-orphan-ends",
    async (page) => {
      await toPulled(page);
      await page.locator("main form button[type=submit]").locator("xpath=following-sibling::button").click();
      await page.locator("dialog[open] input[name=fate]").first().check();
      await page.locator("dialog[open] input[name=after]").last().check();
      await page.locator("dialog[open] textarea").fill("Vuole la firma remota");
    },
  ],
  [
    "device-orphan-revoked",
    async (page) => {
      await toPulled(page);
      await page.locator("main form button[type=submit]").locator("xpath=following-sibling::button").click();
      await page.locator("dialog[open] input").first().check();
      await page.locator("dialog[open] button[type=submit]").click();
    },
  ],
  ["device-passphrase", async (page) => toDevicePassphrase(page)],
  [
    "device-done",
    async (page) => {
      await toDevicePassphrase(page);
      await page.locator("input[name=passphrase]").fill("sette gatti 7");
      await page.locator("input[name=repeated]").fill("sette gatti 7");
      await page.keyboard.press("Enter");
    },
  ],
  ["queue", async (page) => go(page, "/queue")],
  ["credential", async (page) => go(page, "/credential")],
  ["cards", async (page) => go(page, "/cards")],
  [
    "cards-contents",
    async (page) => {
      await toOwnCard(page);
      await page.locator("main section button[aria-expanded]").first().click();
    },
  ],
  [
    "cards-change-pin",
    async (page) => {
      await go(page, "/cards");
      await page.locator("main section button:has(svg.lucide-key-round)").first().click();
      await page.locator("dialog input[name=old]").fill("999999");
      await page.locator("dialog input[name=wanted]").fill("735928");
      await page.locator("dialog input[name=repeated]").fill("735928");
      await page.keyboard.press("Enter");
      await page.locator("dialog [role=alert]").waitFor();
    },
  ],
  [
    "cards-unblock-pin",
    async (page) => {
      await go(page, "/cards");
      await page.locator("main section button:has(svg.lucide-lock-open)").first().click();
    },
  ],
  [
    "cards-token",
    async (page) => {
      await toToken(page);
      await page.locator(`${token} button[aria-expanded]`).click();
    },
  ],
  [
    "cards-token-pin",
    async (page) => {
      await toToken(page);
      await page.locator(`${token} button:has(svg.lucide-key-round)`).click();
      await page.locator("dialog input[name=old]").fill("999999");
      await page.locator("dialog input[name=wanted]").fill("Kt735928");
      await page.locator("dialog input[name=repeated]").fill("Kt735928");
      await page.keyboard.press("Enter");
      await page.locator("dialog [role=alert]").waitFor();
    },
  ],
  ["mailbox", async (page) => go(page, "/mailbox")],
  [
    "settings",
    async (page) => {
      await page.locator("header button[aria-haspopup]").nth(1).click();
    },
  ],
  [
    "find",
    async (page) => {
      await page.keyboard.press("Control+k");
      await page.keyboard.type("ross");
    },
  ],
  [
    "keys",
    async (page) => {
      await page.locator("h1").focus();
      await page.keyboard.press("?");
    },
  ],
  [
    "status-training",
    async (page) => {
      await page.locator("section button[aria-haspopup]").last().click();
    },
  ],
];

async function go(page, path) {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, path);
  await page.waitForTimeout(450);
}

async function draftAt(page, step) {
  await go(page, "/drafts");
  await page.locator("tbody tr").first().press("Enter");
  await page.waitForTimeout(500);
  const draft = new URL(page.url()).hash.split("/")[2];
  await go(page, `/registration/${draft}/${step}`);
}

async function withImages(page) {
  await draftAt(page, "document");
  await page.locator("input[type=file]").first().setInputFiles(card("front.png"));
  await page.waitForTimeout(700);
  await page.locator("input[type=file]").first().setInputFiles(card("back.png"));
  await page.waitForTimeout(900);
}

/** The camera as it is ordered to be; null: it goes on by itself. */
async function toCamera(page, ordered) {
  if (ordered) await page.evaluate((kept) => localStorage.setItem("fake.camera", kept), ordered);
  await draftAt(page, "document");
  await page.locator("main form button:has(svg.lucide-camera)").first().click();
  await page.locator("dialog canvas").waitFor();
  await page.waitForTimeout(900);
}

async function toRecogniser(page) {
  await go(page, "/search/toIdentify");
  await page.locator("tbody tr").first().press("Enter");
  await page.locator("main header button[data-look=primary]").click();
  await page.locator("input[type=file]").setInputFiles(scan);
  await page.locator("input[name=place]").waitFor();
}

/** So many reports wait for their signature, and the own card is in. */
async function toReports(page, count) {
  await page.evaluate((kept) => localStorage.setItem("fake.reports", kept), String(count));
  await toOwnCard(page);
  await go(page, "/reports-to-sign");
  await page.locator("main li input[type=checkbox]").first().waitFor();
}

/** Begins, and types the first PIN, where there is one. */
async function signReport(page, pin) {
  await page.keyboard.press("F9");
  await page.locator("dialog input[name=pin]").waitFor();
  if (pin === null) return;
  await page.locator("dialog input[name=pin]").fill(pin);
  await page.keyboard.press("Enter");
}

/** In the first training reader, made on the blank card that lies there. */
async function toOwnCard(page) {
  await go(page, "/credential");
  await page.locator("main section[aria-label='Training reader 1'] button:not(:has(svg))").first().click();
  await page.locator("dialog input[name=pin]").fill("123456");
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await go(page, "/cards");
}

const token = "main section[aria-label='Bit4id miniLector 00 00']";

/** Behind the module of its maker, which is chosen first. */
async function toToken(page) {
  await go(page, "/credential");
  await page.getByText("/usr/lib/bit4id/libbit4xpki.so").click();
  await go(page, "/cards");
  await page.locator(token).waitFor();
}

/** A used token that came back. */
async function toReturned(page) {
  await go(page, "/stock");
  await page.getByRole("link", { name: "10000004" }).click();
  await page.locator("main h1").waitFor();
}

/** A token in its holder's hands is reported lost. */
async function reportLost(page) {
  await go(page, "/stock");
  await page.getByRole("link", { name: "10000005" }).click();
  await page.locator("main header button[aria-haspopup=menu]").click();
  await page.locator("[role=menuitem]").nth(1).click();
  await page.locator("dialog[open]").waitFor();
}

async function askToFormat(page) {
  await page.locator("main section [data-look=primary]").click();
  await page.locator("dialog[open]").waitFor();
}

async function toIssuance(page) {
  await go(page, "/search/toBeIssued");
  await page.locator("tbody tr").first().press("Enter");
  await page.locator("main header button[data-look=primary]").click();
  await page.locator("main form").waitFor();
}

async function toDeviceData(page) {
  await go(page, "/search/toBeIssued");
  await page.locator("tbody tr").last().press("Enter");
  await page.locator("main header button[data-look=primary]").click();
  await page.locator("main form").waitFor();
}

/** The readers as they are ordered to be; null: the own card and a blank device. */
async function toDevice(page, ordered = null) {
  if (ordered) await page.evaluate((kept) => localStorage.setItem("fake.device", kept), ordered);
  await toDeviceData(page);
  await page.locator("main form button[type=submit]").click();
  await page.locator("input[name=device]").first().waitFor();
}

/** The own card proves first that the officer is there. */
async function write(page) {
  await page.locator("main form button[type=submit]").click();
  await page.locator("dialog input[name=secret]").fill("123456");
  await page.keyboard.press("Enter");
}

async function toPulled(page) {
  await toDevice(page, "pulled");
  await write(page);
  await page.locator("[data-testid=error-code]").waitFor();
  await page.waitForTimeout(300);
}

async function toDevicePassphrase(page) {
  await toDevice(page);
  await write(page);
  await page.locator("input[name=passphrase]").waitFor();
}

const sizes = {
  least: { width: 1024, height: 720 },
  small: { width: 1280, height: 800 },
  large: { width: 1920, height: 1080 },
};
const wanted = process.argv.slice(2).filter((each) => !each.startsWith("--"));
const option = (name, fallback) =>
  process.argv.find((each) => each.startsWith(`--${name}=`))?.split("=")[1] ?? fallback;
const languages = option("languages", "en,it").split(",");
const chosenSizes = option("sizes", "small").split(",");
const preferences = JSON.parse(option("preferences", "{}"));
const full = option("full", "no") === "yes";
const suffix = option("suffix", "");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

const axeSource = process.argv.includes("--axe")
  ? readFileSync(join(here, "node_modules/axe-core/axe.min.js"), "utf8")
  : null;

/** What cannot be seen, reached or read, as axe finds it in a real browser, contrast included. */
async function judge(page, name) {
  if (!axeSource) return;
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run({
      // The watermark is to be seen through; floating menus lie outside the page by nature.
      exclude: ["[data-decoration]", "[data-radix-popper-content-wrapper]"],
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target.join(" ")).join(" | ")}`);
  });
  for (const violation of violations) {
    complaints += 1;
    console.error(`${name}: ${violation}`);
  }
}

let complaints = 0;
for (const size of chosenSizes) {
  for (const language of languages) {
    const t = words[language];
    const isWanted = (name) => wanted.length === 0 || wanted.some((each) => name.startsWith(each));
    const picture = async (page, name) => {
      await page.screenshot({ path: join(out, `${name}-${language}-${size}${suffix}.png`), fullPage: full });
      await judge(page, `${name} ${language} ${size}${suffix}`);
    };
    const open = async () => {
      const context = await browser.newContext({
        viewport: sizes[size],
        reducedMotion: "reduce",
        locale: language,
      });
      const page = await context.newPage();
      const told = (text) => {
        complaints += 1;
        console.error(`${language} ${size}: ${text}`);
      };
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") told(message.text());
      });
      page.on("pageerror", (error) => told(String(error)));
      await page.addInitScript(
        (kept) => localStorage.setItem("window", kept),
        JSON.stringify({ ...preferences, language }),
      );
      await page.goto(base);
      return { context, page };
    };
    const signIn = async (page) => {
      await page.getByLabel(t.userName).fill("g.ferri");
      await page.getByLabel(t.password, { exact: true }).fill("a long password");
      await page.getByRole("button", { name: t.signIn, exact: true }).click();
      await page.getByLabel(t.code).fill("123456");
      await page.getByRole("button", { name: t.next, exact: true }).click();
      await page.getByRole("radio", { name: t.rao, exact: true }).check();
    };
    const choose = async (page) => {
      await page.getByRole("combobox", { name: t.mainUnit }).fill("mil");
      await page.keyboard.press("Enter");
      await page.getByRole("combobox", { name: t.secondaryUnit }).fill("duo");
      await page.keyboard.press("Enter");
    };

    if (isWanted("sign-in") || isWanted("second-factor") || isWanted("workplace")) {
      const { context, page } = await open();
      await page.getByLabel(t.userName).waitFor();
      await picture(page, "sign-in");
      await page.getByLabel(t.userName).fill("g.ferri");
      await page.getByLabel(t.password, { exact: true }).fill("wrong");
      await page.getByRole("button", { name: t.signIn, exact: true }).click();
      await page.getByRole("alert").waitFor();
      await picture(page, "sign-in-wrong");
      await page.getByLabel(t.password, { exact: true }).fill("right enough");
      await page.getByRole("button", { name: t.signIn, exact: true }).click();
      await page.getByLabel(t.code).waitFor();
      await picture(page, "second-factor");
      await page.getByLabel(t.code).fill("123456");
      await page.keyboard.press("Enter");
      await page.getByRole("radio", { name: t.rao, exact: true }).check();
      await choose(page);
      await page.waitForTimeout(200);
      await picture(page, "workplace");
      await context.close();
    }
    for (const [name, reach] of screens) {
      if (!isWanted(name)) continue;
      const { context, page } = await open();
      try {
        await signIn(page);
        await choose(page);
        await page.getByRole("button", { name: t.enter, exact: true }).click();
        await page.locator("main h1").waitFor();
        await page.waitForTimeout(500);
        await reach(page);
        await page.waitForTimeout(650);
      } catch (error) {
        complaints += 1;
        console.error(`${name} ${language} ${size}: ${String(error).split("\n")[0]}`);
      }
      await picture(page, name);
      await context.close();
    }
  }
}
await browser.close();
server.close();
console.log(`pictures in ${out}; complaints of the pages: ${complaints}`);
process.exitCode = complaints > 0 ? 1 : 0;
