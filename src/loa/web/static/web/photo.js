/* A photo of a form as it is kept on this device: at most 1600 pixels, since the network that comes back is weak. */
const keptPhoto = (function () {
  "use strict";
  const MOST = 1600;
  function drawn(picture, scale) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
  }
  async function shrunk(file) {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = MOST / Math.max(picture.width, picture.height);
      const small = scale < 1 && await drawn(picture, scale);
      return small ? new File([small], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
    } catch (e) {
      return file;  // no picture that this browser can read: the server says what is wrong
    }
  }
  async function of(file) {
    if (!file || !file.size) return null;
    const small = await shrunk(file);
    return { name: small.name, type: small.type, data: await small.arrayBuffer() };
  }
  return { of };
})();
