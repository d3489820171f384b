/** A photograph on its way: its place is read, then it is drawn anew, smaller, without anything that the camera wrote. */

const LONGEST = 1600;
const MOST_BYTES = 300 * 1024;
const QUALITIES = [0.82, 0.7, 0.55, 0.4];
const HEAD = 256 * 1024; // Exif stands at the beginning

export interface Spot {
  lon: number;
  lat: number;
}

/** Return the picture, at most 1600 points long and about 300 KB. Throws when the browser cannot read it. */
export async function shrunk(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  let scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  try {
    for (;;) {
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      const drawing = canvas.getContext("2d");
      if (!drawing) throw new Error("no canvas");
      drawing.fillStyle = "#fff"; // what is transparent would turn black
      drawing.fillRect(0, 0, canvas.width, canvas.height);
      drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
      for (const quality of QUALITIES) {
        const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
        if (!made) throw new Error("no picture");
        if (made.size <= MOST_BYTES) return made;
      }
      scale *= 0.75;
    }
  } finally {
    picture.close();
  }
}

/** Return where a JPEG was taken, as its camera wrote; undefined when it did not, or wrote nonsense. */
export async function place(file: Blob): Promise<Spot | undefined> {
  try {
    const data = new DataView(await file.slice(0, HEAD).arrayBuffer());
    const start = exif(data);
    return start === undefined ? undefined : position(data, start);
  } catch {
    return undefined; // it ended in the middle: no place is better than a wrong one
  }
}

/** Return where the TIFF header of the Exif part begins. */
function exif(data: DataView): number | undefined {
  if (data.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 10 < data.byteLength; at += 2 + data.getUint16(at + 2)) {
    const marker = data.getUint16(at);
    if (marker === 0xffe1 && data.getUint32(at + 4) === 0x45786966) return at + 10;
    if (marker === 0xffda || marker >> 8 !== 0xff) return undefined;
  }
  return undefined;
}

const GPS = 0x8825;

function position(data: DataView, start: number): Spot | undefined {
  const little = data.getUint16(start) === 0x4949;
  const short = (at: number): number => data.getUint16(start + at, little);
  const long = (at: number): number => data.getUint32(start + at, little);
  /** Return where the entries of a directory stand, by tag. */
  const entries = (at: number): Map<number, number> => {
    const found = new Map<number, number>();
    for (let each = 0; each < short(at); each += 1) found.set(short(at + 2 + each * 12), at + 2 + each * 12);
    return found;
  };
  const pointer = entries(long(4)).get(GPS);
  if (pointer === undefined) return undefined;
  const gps = entries(long(pointer + 8));
  const degrees = (tag: number): number => {
    const at = gps.get(tag);
    if (at === undefined) return Number.NaN;
    const first = long(at + 8);
    const parts = [0, 8, 16].map((step) => long(first + step) / (long(first + step + 4) || 1));
    return (parts[0] ?? 0) + (parts[1] ?? 0) / 60 + (parts[2] ?? 0) / 3600;
  };
  const sign = (tag: number, minus: string): number => {
    const at = gps.get(tag);
    return at !== undefined && String.fromCharCode(data.getUint8(start + at + 8)) === minus ? -1 : 1;
  };
  const lat = degrees(2) * sign(1, "S");
  const lon = degrees(4) * sign(3, "W");
  const sane = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0);
  return sane ? { lon, lat } : undefined;
}
