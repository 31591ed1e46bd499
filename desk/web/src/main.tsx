import { render } from "preact";
import "./style.css";
import { App } from "./app";
import { link } from "./state";
import { preferred, speak } from "./texts";

const root = document.getElementById("desk");
if (root) {
  await speak(preferred());
  render(<App />, root);
  await link.start();
}
