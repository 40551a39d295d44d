// Checks a form while somebody fills it in, by the schema that each control carries. The server judges again, by the same schema.
// Knows the keywords that forms use and no more. Shows and hides what hangs on an answer, and lets people write their name by hand.

const form = document.querySelector("form[data-words]");
const words = form ? JSON.parse(form.dataset.words) : {};
const today = form ? form.dataset.today : "";
const wrong = (code, n) => ({ code, n });

// GB 11643: the date, then the check character over 17 weights.
function identity(text) {
  if (/^\d{15}$/.test(text)) return wrong("identityOld");
  if (!/^\d{17}[\dX]$/.test(text)) return wrong("identityForm");
  const provinces = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83";
  if (!provinces.split(" ").includes(text.slice(0, 2))) return wrong("identityRegion");
  const day = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
  if (!isDay(day) || Number(text.slice(6, 10)) < 1850) return wrong("identityDate");
  if (day > today) return wrong("identityFuture");
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, i) => sum + weight * Number(text[i]), 0);
  return "10X98765432"[sum % 11] === text[17] ? null : wrong("identityCheck");
}

// GB 32100 with the organisation code (GB 11714) inside.
function credit(text) {
  const signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return wrong("creditCodeForm");
  const value = (sign) => (/\d/.test(sign) ? Number(sign) : sign.charCodeAt(0) - 55);
  const inner = 11 - ([3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, i) => sum + weight * value(text[8 + i]), 0) % 11);
  if ((inner === 10 ? "X" : inner === 11 ? "0" : String(inner)) !== text[16]) return wrong("creditCodeOrganisation");
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
  const sum = weights.reduce((sum, weight, i) => sum + weight * signs.indexOf(text[i]), 0);
  return signs[(31 - (sum % 31)) % 31] === text[17] ? null : wrong("creditCodeCheck");
}

// ISO/IEC 7812.
function bankCard(text) {
  if (!/^\d{16,19}$/.test(text)) return wrong("bankCardForm");
  const sum = [...text].reverse().reduce((sum, sign, i) => {
    const digit = Number(sign) * (i % 2 ? 2 : 1);
    return sum + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return sum % 10 === 0 ? null : wrong("bankCardCheck");
}

function isDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(text + "T00:00:00Z");
  return !isNaN(date) && date.toISOString().slice(0, 10) === text;
}

function personName(text) {
  if ([...text].length < 2) return wrong("nameTooShort");
  if (/^·|·$|··/.test(text)) return wrong("nameSeparator");
  return /^[\p{L}\p{M}·' \-〇]+$/u.test(text) && /\p{L}/u.test(text) ? null : wrong("nameCharacters");
}

const formats = {
  "identity-number": identity,
  "credit-code": credit,
  "party-number": (text) => (identity(text) && credit(text) ? wrong("partyNumber") : null),
  "bank-card": bankCard,
  "person-name": personName,
  "mobile-number": (text) => (/^1[3-9]\d{9}$/.test(text) ? null : wrong("mobileForm")),
  "phone-number": (text) => (/^(1[3-9]\d{9}|0\d{2,3}-\d{7,8})$/.test(text) ? null : wrong("phoneForm")),
  "date": (text) => (isDay(text) ? null : wrong("date")),
  "until-today": (text) => (text.slice(0, 10) > today ? wrong("untilToday") : null),
  "from-today": (text) => (text.slice(0, 10) < today ? wrong("fromToday") : null),
  "after-today": (text) => (text.slice(0, 10) <= today ? wrong("afterToday") : null),
};

// What is wrong with a value by a schema, or null.
function fault(schema, value) {
  if (typeof value === "number") return numberFault(schema, value);
  const length = [...value].length;
  if (schema.enum && !schema.enum.includes(value)) return wrong("enum");
  if (schema.maxLength !== undefined && length > schema.maxLength) return wrong("maxLength", schema.maxLength);
  if (schema.minLength !== undefined && length < schema.minLength) return wrong("minLength", schema.minLength);
  const format = formats[schema.format];
  const named = format && format(value);
  if (named) return named;
  if (schema.pattern && !new RegExp(schema.pattern, "u").test(value)) return wrong(schema.pattern.startsWith("^[^\\u0000") ? "plainText" : schema.pattern.includes("u1800") ? "mongolianText" : "pattern");
  for (const part of schema.allOf || []) {
    const inner = fault(part, value);
    if (inner) return inner;
  }
  return null;
}

function numberFault(schema, value) {
  if (schema.minimum !== undefined && value < schema.minimum) return wrong("minimum", schema.minimum);
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) return wrong("moreThan", schema.exclusiveMinimum);
  if (schema.maximum !== undefined && value > schema.maximum) return wrong("maximum", schema.maximum);
  return null;
}

// The value that the server would read from a control.
function read(control) {
  const text = control.value.trim();
  switch (control.dataset.kind) {
    case "integer": return /^-?\d+$/.test(text) ? Number(text) : wrong("integer");
    case "decimal": return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : wrong("number");
    case "money": return /^[\d,]+(\.\d{1,2})?$/.test(text) ? Math.round(Number(text.replaceAll(",", "")) * 100) : wrong("money");
    case "identityNumber": case "creditCode": case "partyNumber": return text.replace(/\s/g, "").toUpperCase();
    case "mobile": return text.replace(/[\s-]/g, "").replace(/^\+86/, "");
    case "bankCard": return text.replaceAll(" ", "");
    case "personName": return text.normalize("NFC").replace(/[\u2022\u30FB\uFF0E\u2027]/g, "·");
    default: return text;
  }
}

function judge(control) {
  if (!control.value.trim()) return null;
  const value = read(control);
  if (typeof value === "object") return value;
  // A date and time is judged whole by the server; here only its day.
  const found = fault(JSON.parse(control.dataset.schema), value);
  if (!found || control.dataset.kind !== "money" || found.n === undefined) return found;
  return wrong(found.code === "maximum" ? "moneyMost" : "moneyLeast", (found.n / 100).toFixed(2));
}

// Says at the control what is wrong with it, or takes that back.
function tell(control) {
  if (!control.dataset || !control.dataset.schema || control.dataset.kind === "coordinates") return;
  const id = control.id + "-live";
  let place = document.getElementById(id);
  if (!place) {
    place = document.createElement("p");
    place.id = id;
    place.className = "problem live";
    place.setAttribute("role", "status");
    control.after(place);
    control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
  }
  const found = judge(control);
  const said = document.getElementById(control.id + "-problem");
  place.textContent = found && !(said && said.textContent.trim() === text(found)) ? text(found) : "";
  if (!said) control.toggleAttribute("aria-invalid", Boolean(found));
  if (!said && found) control.setAttribute("aria-invalid", "true");
}

const text = (found) => (words[found.code] || "").replace("{n}", found.n);

// What hangs on an answer is there while the answer is.
function follow() {
  for (const part of form.querySelectorAll("[data-if]")) {
    const chosen = [...form.elements].filter((control) => control.name === part.dataset.if).filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked);
    const earlier = form.querySelector(`[name="${CSS.escape(part.dataset.if)}"]`);
    if (!earlier) continue;
    part.hidden = !chosen.some((control) => part.dataset.is.split("|").includes(control.value)) || Boolean(earlier.closest("[data-if][hidden]"));
  }
}

// A place to write one's name; the picture goes where a photo of it would go. The name alone is enough.
function pad(box) {
  const target = document.getElementById(box.dataset.draw);
  if (!target || !window.PointerEvent || !window.DataTransfer) return;
  const canvas = document.createElement("canvas");
  canvas.className = "pad";
  canvas.width = 832;
  canvas.height = 320;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", box.dataset.label);
  const title = document.createElement("p");
  title.textContent = box.dataset.label;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button second";
  again.textContent = box.dataset.clear;
  box.prepend(title, canvas, again);
  const pen = canvas.getContext("2d");
  pen.lineWidth = 6;
  pen.lineCap = pen.lineJoin = "round";
  let drawing = false;
  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [(event.clientX - frame.left) * canvas.width / frame.width, (event.clientY - frame.top) * canvas.height / frame.height];
  };
  canvas.addEventListener("pointerdown", (event) => { drawing = true; canvas.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...at(event)); });
  canvas.addEventListener("pointermove", (event) => { if (drawing) { pen.lineTo(...at(event)); pen.stroke(); } });
  canvas.addEventListener("pointerup", () => {
    drawing = false;
    canvas.toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "signature.png", { type: "image/png" }));
      target.files = files.files;
    }, "image/png");
  });
  again.addEventListener("click", () => { pen.clearRect(0, 0, canvas.width, canvas.height); target.value = ""; });
}

if (form) {
  form.addEventListener("change", (event) => { tell(event.target); follow(); });
  // Numbers of a known length are told as soon as they are whole.
  form.addEventListener("input", (event) => {
    const control = event.target;
    if (["identityNumber", "creditCode", "partyNumber"].includes(control.dataset.kind) && control.value.trim().length === 18) tell(control);
    else if (control.getAttribute("aria-invalid") === "true") tell(control);
  });
  document.querySelectorAll("[data-draw]").forEach(pad);
  // Going back keeps what was written since the page came.
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  document.querySelector("[data-back]")?.addEventListener("click", (event) => {
    if (!changed) return;
    event.preventDefault();
    const back = document.createElement("input");
    back.type = "hidden";
    back.name = "back";
    back.value = "1";
    form.append(back);
    form.submit();
  });
  follow();
}
