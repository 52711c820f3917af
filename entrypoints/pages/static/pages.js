// What makes the pages better where scripts run; every form works without, but for the puzzle.
"use strict";
(() => {
const find = (name) => document.getElementById(name);
const language = document.documentElement.lang;

// A second press sends nothing; a page that comes back from the browser's memory may be sent anew.
const once = (form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
    if (form.id === "export") setTimeout(open, 3000, form);
  });
};
const open = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
};
document.querySelectorAll("form").forEach(once);
addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(open); });

// What is copied along with an address or a code. The server reads the same way: entrypoints/pages/typed.py.
const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];
const ascii = (text) => [...text].map((sign) => {
  const zero = zeros.find((first) => sign.codePointAt(0) >= first && sign.codePointAt(0) <= first + 9);
  return zero ? String(sign.codePointAt(0) - zero) : sign;
}).join("");
const visible = (text) => text.replace(/[\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g, "").trim();
const tidy = {
  phone: (text) => ascii(visible(text)).replace(/^tel:\s*/i, "").replace(/^00(?=[1-9])/, "+"),
  email: (text) => {
    const plain = visible(text).replace(/^mailto:\s*/i, "");
    return (/<([^<>\s]+@[^<>\s]+)>/.exec(plain) || [plain, plain])[1];
  },
  code: (text) => ascii(text).replace(/[^0-9]/g, "") || text,
};
const tidied = (field) => {
  const better = tidy[field.name](field.value);
  if (better !== field.value) field.value = better;
};
document.querySelectorAll("input[name=phone], input[name=email], input[name=code]").forEach((field) => {
  field.addEventListener("paste", (event) => {
    const pasted = event.clipboardData && event.clipboardData.getData("text");
    // A paste into the middle of something is the browser's own.
    if (!pasted || field.value && field.selectionEnd - field.selectionStart < field.value.length) return;
    event.preventDefault();
    field.value = tidy[field.name](pasted);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("change", () => tidied(field));
  field.form.addEventListener("submit", () => tidied(field));
});

// The country of the number that is being typed: calling codes (ITU-T E.164) and the region that each belongs to.
const codes = "20EG 27ZA 30GR 31NL 32BE 33FR 34ES 36HU 39IT 40RO 41CH 43AT 44GB 45DK 46SE 47NO 48PL 49DE 51PE 52MX 53CU 54AR 55BR 56CL 57CO 58VE 60MY 61AU 62ID 63PH 64NZ 65SG 66TH 7RU 76KZ 77KZ 81JP 82KR 84VN 86CN 90TR 91IN 92PK 93AF 94LK 95MM 98IR 211SS 212MA 213DZ 216TN 218LY 220GM 221SN 222MR 223ML 224GN 225CI 226BF 227NE 228TG 229BJ 230MU 231LR 232SL 233GH 234NG 235TD 236CF 237CM 238CV 239ST 240GQ 241GA 242CG 243CD 244AO 245GW 246IO 247AC 248SC 249SD 250RW 251ET 252SO 253DJ 254KE 255TZ 256UG 257BI 258MZ 260ZM 261MG 262RE 263ZW 264NA 265MW 266LS 267BW 268SZ 269KM 290SH 291ER 297AW 298FO 299GL 350GI 351PT 352LU 353IE 354IS 355AL 356MT 357CY 358FI 359BG 370LT 371LV 372EE 373MD 374AM 375BY 376AD 377MC 378SM 380UA 381RS 382ME 383XK 385HR 386SI 387BA 389MK 420CZ 421SK 423LI 500FK 501BZ 502GT 503SV 504HN 505NI 506CR 507PA 508PM 509HT 590GP 591BO 592GY 593EC 594GF 595PY 596MQ 597SR 598UY 599CW 670TL 672NF 673BN 674NR 675PG 676TO 677SB 678VU 679FJ 680PW 681WF 682CK 683NU 685WS 686KI 687NC 688TV 689PF 690TK 691FM 692MH 850KP 852HK 853MO 855KH 856LA 880BD 886TW 960MV 961LB 962JO 963SY 964IQ 965KW 966SA 967YE 968OM 970PS 971AE 972IL 973BH 974QA 975BT 976MN 977NP 992TJ 993TM 994AZ 995GE 996KG 998UZ 1242BS 1246BB 1264AI 1268AG 1284VG 1340VI 1345KY 1441BM 1473GD 1649TC 1658JM 1664MS 1670MP 1671GU 1684AS 1721SX 1758LC 1767DM 1784VC 1787PR 1809DO 1829DO 1849DO 1868TT 1869KN 1876JM 1939PR";
const canada = "204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474 506 514 519 548 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942";
const regions = Object.fromEntries(codes.split(" ").map((pair) => [pair.slice(0, -2), pair.slice(-2)]));
canada.split(" ").forEach((area) => { regions[`1${area}`] = "CA"; });
const regionOf = (text, home) => {
  const digits = text.replace(/[^0-9]/g, "");
  if (!text.startsWith("+")) return digits && home || "";
  for (const length of [4, 3, 2, 1]) if (regions[digits.slice(0, length)]) return regions[digits.slice(0, length)];
  return digits.length >= 4 && digits[0] === "1" ? "US" : "";
};
const phone = document.querySelector("input[name=phone]"), country = find("country");
if (phone && country && window.Intl && Intl.DisplayNames) {
  const names = new Intl.DisplayNames([language], { type: "region" });
  const show = () => {
    const region = regionOf(tidy.phone(phone.value), phone.dataset.region);
    const name = region ? names.of(region) : "";
    if (country.textContent !== name) country.textContent = name;
  };
  phone.addEventListener("input", show);
  show();
}

// Seconds until a code may be sent again; its button waits, and its end is said once.
document.querySelectorAll(".again[data-wait]").forEach((place) => {
  const when = place.querySelector(".when"), button = place.querySelector("button"), ready = place.querySelector("[data-ready]");
  if (!when || !window.Intl || !Intl.RelativeTimeFormat) return;
  const words = new Intl.RelativeTimeFormat(`${language}-u-nu-${when.dataset.numbers}`);
  const end = performance.now() + 1000 * place.dataset.wait;
  const unready = (event) => event.preventDefault();
  button.setAttribute("aria-disabled", "true");
  button.addEventListener("click", unready);
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) {
      const [length, unit] = left < 91 ? [1, "second"] : left < 5400 ? [60, "minute"] : [3600, "hour"];
      when.textContent = words.format(Math.ceil(left / length), unit);
      return setTimeout(tick, 250);
    }
    when.parentElement.remove();
    ready.textContent = ready.dataset.ready;
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-describedby");
    button.removeEventListener("click", unready);
  };
  tick();
});

// A code that comes by SMS is filled in by the phone itself, if its owner says so (WebOTP).
const code = find("code");
if (code && "OTPCredential" in window) {
  const stop = new AbortController();
  code.form.addEventListener("submit", () => stop.abort());
  navigator.credentials.get({ otp: { transport: ["sms"] }, signal: stop.signal }).then((found) => {
    if (!found || code.value) return;
    code.value = found.code;
    code.form.requestSubmit();
  }).catch(() => {});
}

// The link of the mail was opened on another device: go on by oneself, and ask only while somebody looks.
const arrived = find("arrived"), at = find("at");
if (at) {
  const ask = () => {
    if (document.hidden) return setTimeout(ask, 3000);
    fetch(at.value, { cache: "no-store" }).then((answer) => {
      if (answer.status === 200) arrived.requestSubmit();
      else if (answer.status === 204) setTimeout(ask, 3000);
    }).catch(() => setTimeout(ask, 10000));
  };
  setTimeout(ask, 3000);
}

// ALTCHA's proof of work, version 2 (https://altcha.org): a counter is sought whose PBKDF2 key begins as asked.
const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
const hex = (buffer) => [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");
const solve = async (challenge) => {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters, start = performance.now();
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]), view = new DataView(password.buffer);
  const way = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  for (let counter = 0; counter < 2 ** 32; counter++) {
    view.setUint32(password.length - 4, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hex(await crypto.subtle.deriveBits(way, key, 8 * keyLength));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey, time: Math.round(performance.now() - start) };
  }
};
const puzzle = find("puzzle");
if (puzzle) {
  const work = puzzle.querySelector(".work"), button = puzzle.querySelector("button");
  const challenge = JSON.parse(puzzle.proof.dataset.challenge);
  work.hidden = false;
  solve(challenge).then((solution) => {
    const text = new TextEncoder().encode(JSON.stringify({ challenge, solution }));
    puzzle.proof.value = btoa(String.fromCharCode(...text));
    button.hidden = false;
    puzzle.requestSubmit();
  }).catch(() => { find("unsolved").hidden = false; }).finally(() => { work.hidden = true; });
}
})();
