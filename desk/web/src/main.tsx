import { render } from "preact";
import "./style/index.css";
import { App } from "./app";
import { link } from "./state";
import { preferred, speak } from "./texts";

// A file that misses the field for files is not opened in the place of the page.
for (const sign of ["dragover", "drop"] as const) {
  addEventListener(sign, (event) => {
    if (event.dataTransfer?.types.includes("Files") && !(event.target instanceof HTMLInputElement)) event.preventDefault();
  });
}

const root = document.getElementById("desk");
if (root) {
  const started = link.start(); // the desk says hello while the texts come
  await speak(preferred());
  render(<App />, root);
  await started;
}
