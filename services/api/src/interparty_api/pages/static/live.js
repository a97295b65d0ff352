// Says that there are new alerts, and moves nothing that is being read. Without it the page is whole.
(() => {
  "use strict";
  const list = document.querySelector("[data-stream]");
  const place = document.getElementById("live");
  if (!list || !place || !window.EventSource) return;
  const seen = new Set();
  const note = document.createElement("a");
  note.className = "live";
  note.href = list.dataset.here;
  const tell = (event) => {
    if (event.lastEventId) seen.add(event.lastEventId);
    if (!seen.size) return;
    note.textContent = `${list.dataset.message.replace("{count}", seen.size)} – ${list.dataset.show}`;
    if (!note.isConnected) place.append(note);
  };
  const source = new EventSource(list.dataset.stream);
  for (const type of ["alert.opened", "alert.revised", "alert.resolved", "alert.withdrawn"]) {
    source.addEventListener(type, tell);
  }
  window.addEventListener("pagehide", () => source.close());
})();
