// Everything works without this file; with it: suggestions while typing, keys at the desk, a preview of a chosen file.
"use strict";

// Suggestions: the server answers with ready lines.
const box = document.querySelector("[data-suggest]");
if (box) {
  const list = document.getElementById(box.dataset.suggest);
  let waiting = null;
  let asked = "";
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const text = box.value.trim();
      if (text === asked) return;
      asked = text;
      if (!text) { list.hidden = true; list.innerHTML = ""; return; }
      const answer = await fetch("/suggest?q=" + encodeURIComponent(text)).catch(() => null);
      if (!answer || !answer.ok || asked !== text) return;
      list.innerHTML = await answer.text();
      list.hidden = !list.firstElementChild;
    }, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !list.hidden) { event.preventDefault(); list.querySelector("a")?.focus(); }
  });
  list.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && at < links.length - 1) { event.preventDefault(); links[at + 1].focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); (links[at - 1] || box).focus(); }
    if (event.key === "Escape") { list.hidden = true; box.focus(); }
  });
}

// A choice that is chosen looks chosen.
document.addEventListener("change", (event) => {
  const choice = event.target.closest(".choice");
  if (!choice) return;
  for (const other of choice.parentElement.querySelectorAll(".choice")) {
    other.classList.toggle("chosen", other.querySelector("input").checked);
  }
});

// A picture or paper that is about to be sent is shown first.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file" || !input.files[0]) return;
  const place = document.getElementById(input.dataset.preview || "");
  if (!place) return;
  place.textContent = input.files[0].name;
  if (input.files[0].type.startsWith("image/")) {
    const reader = new FileReader();
    reader.onload = () => {
      const picture = document.createElement("img");
      picture.src = reader.result;
      picture.alt = input.files[0].name;
      picture.className = "preview";
      place.append(picture);
    };
    reader.readAsDataURL(input.files[0]);
  }
});

// Keys of the desk: one letter each, never while typing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select")) { if (event.key === "Escape") event.target.blur(); return; }
  if (event.key === "/") { const find = document.getElementById("find") || document.getElementById("q"); if (find) { event.preventDefault(); find.focus(); } return; }
  if (!document.body.classList.contains("dense")) return;
  if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll(".inbox li a")];
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    const next = links[event.key === "j" ? at + 1 : Math.max(at - 1, 0)];
    if (next) next.click();
    return;
  }
  const key = event.key.toUpperCase();
  const target = document.querySelector('[data-key="' + CSS.escape(key) + '"]');
  if (target) { event.preventDefault(); if (target.tagName === "SUMMARY") { target.parentElement.open = true; (target.parentElement.querySelector("textarea, select, input:not([type=hidden])") || target).focus(); } else target.click(); }
});

// A sheet that is there to be printed.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) { event.preventDefault(); window.print(); }
});

// A part that follows what is answered in its form: the page is asked for again, and the part alone is put in its place.
document.addEventListener("change", async (event) => {
  const part = event.target.closest("[data-live]");
  const form = event.target.form;
  if (!part || !form || form.method !== "get") return;
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form)).toString();
  const answer = await fetch(address).catch(() => null);
  if (!answer || !answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
  if (!fresh) return;
  const { name, value } = event.target;
  for (const fold of part.querySelectorAll("details[open] > summary")) {
    const same = [...fresh.querySelectorAll("summary")].find((other) => other.textContent === fold.textContent);
    if (same) same.parentElement.open = true;
  }
  part.replaceWith(fresh);
  address.hash = "";
  history.replaceState(null, "", address);
  fresh.querySelector('[name="' + CSS.escape(name) + '"][value="' + CSS.escape(value) + '"]')?.focus({ preventScroll: true });
});
