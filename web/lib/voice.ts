/** A voice note: recorded with what the browser offers, at most a minute. */

const KINDS = [
  ["audio/webm;codecs=opus", "webm"],
  ["audio/ogg;codecs=opus", "ogg"],
  ["audio/mp4", "m4a"],
] as const;
export const MOST_SECONDS = 60;

export interface Recording {
  data: Blob;
  name: string;
  seconds: number;
}

function kind(): (typeof KINDS)[number] | undefined {
  if (!("MediaRecorder" in window) || !navigator.mediaDevices) return undefined;
  return KINDS.find(([type]) => MediaRecorder.isTypeSupported(type));
}

/** Whether this browser can record. */
export const offered = (): boolean => kind() !== undefined;

export class Voice {
  #recorder: MediaRecorder | undefined;

  get running(): boolean {
    return this.#recorder?.state === "recording";
  }

  stop(): void {
    if (this.running) this.#recorder?.stop();
  }

  /** Record until `stop` or a minute is over; `ticks` hears each second. Throws when the microphone may not be used. */
  async record(ticks: (seconds: number) => void): Promise<Recording> {
    const found = kind();
    if (!found) throw new Error("no recorder");
    const [type, ending] = found;
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 16_000 });
    this.#recorder = recorder;
    const parts: Blob[] = [];
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    const ended = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
    const begun = Date.now();
    const seconds = (): number => Math.round((Date.now() - begun) / 1000);
    const clock = setInterval(() => {
      ticks(seconds());
      if (seconds() >= MOST_SECONDS) this.stop();
    }, 500);
    recorder.start();
    ticks(0);
    await ended;
    clearInterval(clock);
    for (const track of stream.getTracks()) track.stop();
    return { data: new Blob(parts, { type: type.split(";")[0] ?? type }), name: `ghi-am.${ending}`, seconds: seconds() };
  }
}
