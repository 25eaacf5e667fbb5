// Says in the foot how much of what is shown no checkpoint covers yet, and looks again until one does. What the words are the server says (VerifyDrawer.razor).
const FIRST = 1_000, LONGEST = 10_000;

const place = document.getElementById("signed");
let wait = FIRST;
let signed = Number(place?.dataset.signed);

if (place) look();

async function look() {
  const position = shownPosition();
  if (position > signed && place.dataset.signer !== "none" && !document.hidden) {
    const now = await covered();
    wait = now > signed ? FIRST : Math.min(wait * 1.5, LONGEST);
    signed = Math.max(signed, now);
  } else wait = FIRST;
  const words = say(shownPosition());
  if (words && place.textContent !== words) place.textContent = words;
  // Rows of the audit that a checkpoint covers by now.
  document.querySelectorAll("[data-unsigned]").forEach(row => { if (Number(row.dataset.unsigned) <= signed) row.remove(); });
  setTimeout(look, wait);
}

/// As live.js keeps it up, too.
function shownPosition() {
  const told = document.querySelector("#state [data-position]")?.textContent.replaceAll(",", "");
  return Number(told ?? document.getElementById("main").dataset.at);
}

function say(position) {
  if (place.dataset.signer === "none" && signed === 0) return null;
  if (position <= signed) return place.dataset.all;
  if (signed === 0) return place.dataset.nothing;
  const count = position - signed;
  return (count === 1 ? place.dataset.one : place.dataset.some).replace("#", count.toLocaleString("en"));
}

async function covered() {
  try {
    const answer = await fetch("/log/checkpoint", { cache: "no-cache", signal: AbortSignal.timeout(LONGEST) });
    return answer.ok ? Number((await answer.text()).split("\n")[1]) || 0 : 0;
  } catch {
    return 0; // it is said anew when there is somebody to ask
  }
}
