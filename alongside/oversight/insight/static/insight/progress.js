// Without this file the page has a link to look again. With it, the bar moves by itself and the result opens when done.
const box = document.getElementById("progress");
const words = box.querySelector("[data-words]");
const bar = box.querySelector("progress");

async function look() {
  const answer = await fetch(box.dataset.address, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const found = await answer.json();
  bar.value = found.n_done;
  words.textContent = words.dataset.words.replace("{done}", found.n_done).replace("{n}", found.n);
  if (found.state === "done") window.location.reload();
  else setTimeout(look, 1000);
}
setTimeout(look, 1000);
