// Turns <div data-report="slug"> into the card of a report, and with data-show="mentions" into its
// coverage. A strict policy of the page around it needs to allow our origin in script-src and
// connect-src, and no more: the card is parsed without running anything, and its style is kept
// inside a shadow root. Style it by --card-… variables or by ::part().
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const style = fetch(`${origin}/static/card.css`)
    .then((answer) => answer.text())
    .then((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });

  const read = (url) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("GET", url);
      request.responseType = "document"; // parsed by the browser: no scripts, no trusted types
      request.timeout = 30_000;
      request.onload = () =>
        request.status === 200 ? resolve(request.response) : reject(`answer ${request.status}`);
      request.onerror = () => reject("no answer");
      request.ontimeout = () => reject("no answer in time");
      request.send();
    });

  const fill = async (place) => {
    const { report, show, lang } = place.dataset;
    const language = lang || place.closest("[lang]")?.lang.split("-")[0];
    const query = ["en", "ko"].includes(language) ? `?lang=${language}` : "";
    const list = show === "mentions" ? "/mentions" : "";
    const page = await read(`${origin}/embed/reports/${encodeURIComponent(report)}${list}${query}`);
    const card = page.querySelector("article.card");
    if (!card) throw "no card in the answer";
    if (place.shadowRoot) return;
    const root = place.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [await style];
    root.append(document.adoptNode(card));
  };

  const complain = (place, cause) =>
    console.warn(`The card of the report "${place.dataset.report}" could not be shown: ${cause}`);
  const fillAll = () =>
    document.querySelectorAll("[data-report]").forEach((place) =>
      fill(place).catch((cause) => complain(place, cause)),
    );
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", fillAll);
  else fillAll();

  // Frames of ours say how high they are; others are not listened to.
  window.addEventListener("message", ({ origin: sender, source, data }) => {
    if (sender !== origin || data?.type !== "report-catalogue:height") return;
    const frame = [...document.querySelectorAll("iframe")].find((one) => one.contentWindow === source);
    if (frame) frame.style.height = `${Math.min(Number(data.height) || 0, 5000)}px`;
  });
})();
