import { render } from "preact";
import "./style.css";
import { App } from "./app";
import { link } from "./state";
import { preferred, speak } from "./texts";

const root = document.getElementById("desk");
if (root) {
  const started = link.start(); // the desk says hello while the texts come
  await speak(preferred());
  render(<App />, root);
  await started;
}
