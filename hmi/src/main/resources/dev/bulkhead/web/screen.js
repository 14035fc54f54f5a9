// The infotainment screen as the display shows it.
import {$, setText} from "./dom.js";

/**
 * Decodes the newest picture only, one at a time, and lets go of it once it is drawn: an image element would have the
 * browser keep each picture that was ever shown until its cache is full, hundreds of megabytes.
 */
export class Screen {
  take(bytes) { this.newest = bytes; }

  async paint() {
    if (!this.newest || this.busy) return;
    const bytes = this.newest;
    this.newest = null;
    this.busy = true;
    try {
      const picture = await createImageBitmap(new Blob([bytes], {type: "image/png"})), canvas = $("screen");
      if (canvas.width !== picture.width) canvas.width = picture.width;
      if (canvas.height !== picture.height) canvas.height = picture.height;
      canvas.getContext("2d").drawImage(picture, 0, 0);
      picture.close();
      canvas.hidden = false;
      setText($("screen-says"), "");
    } catch {
      setText($("screen-says"), "the last picture could not be read");
    } finally {
      this.busy = false;
    }
  }
}
