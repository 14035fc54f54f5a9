// The infotainment screen as the display shows it.
import {$, setText} from "./dom.js";

export class Screen {
  take(bytes) {
    const url = URL.createObjectURL(new Blob([bytes], {type: "image/png"}));
    const image = $("screen");
    image.onload = image.onerror = () => URL.revokeObjectURL(url);
    image.src = url;
    image.hidden = false;
    setText($("screen-says"), "");
  }
}
