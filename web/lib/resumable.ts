/**
 * Sends one file in parts by the tus protocol, and goes on where a cut line, a closed tab or a restarted server stopped it.
 * Parts are small, because on 3G what a cut destroys must be sent again.
 */

import { DetailedError, Upload } from "tus-js-client";
import type { PreviousUpload, UrlStorage } from "tus-js-client";

import { drop, read, write } from "./device.ts";
import { cookie } from "./dom.ts";

const PART = 512 * 1024;
const WAITS_MS = [0, 1000, 3000, 8000, 20000, 40000];
const RETRIED = new Set([0, 409, 423, 429, 460]);
const INDEX = "uploads";

/** What happens to a file under way. */
export interface Course {
  moved(sent: number, whole: number): void;
  again(turn: number, most: number): void;
  done(token: string): void;
  refused(why: string, status: number): void;
  cut(): void;
}

/** Where uploads under way are remembered: with the person of the page, gone when they sign out. */
const memory: UrlStorage = {
  findAllUploads: () => Promise.resolve(known()),
  findUploadsByFingerprint: (print) => Promise.resolve(known().filter((each) => each.urlStorageKey === print)),
  addUpload: (print, upload) => {
    write(INDEX, [...known().filter((each) => each.urlStorageKey !== print), { ...upload, urlStorageKey: print }].slice(-20));
    return Promise.resolve(print);
  },
  removeUpload: (print) => {
    const left = known().filter((each) => each.urlStorageKey !== print);
    if (left.length) write(INDEX, left);
    else drop(INDEX);
    return Promise.resolve();
  },
};

function known(): PreviousUpload[] {
  return read<PreviousUpload[]>(INDEX) ?? [];
}

/** Begin, or go on; the answer ends it and, when asked, throws away what was received. */
export function send(file: File, address: string, use: string, course: Course): (forget: boolean) => void {
  let turn = 0;
  const upload = new Upload(file, {
    endpoint: address,
    chunkSize: PART,
    retryDelays: WAITS_MS,
    metadata: { filename: file.name.normalize("NFC"), use },
    headers: { Accept: "application/json", "X-CSRFToken": cookie("csrf") },
    urlStorage: memory,
    fingerprint: () => Promise.resolve([use, file.name, file.size, file.lastModified].join("|")),
    removeFingerprintOnSuccess: true,
    onProgress: (sent, whole) => course.moved(sent, whole ?? file.size),
    onChunkComplete: () => {
      turn = 0;
    },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      const retried = RETRIED.has(status) || status >= 500;
      if (retried) course.again((turn += 1), WAITS_MS.length);
      return retried;
    },
    onSuccess: () => course.done(upload.url?.split("/").pop() ?? ""),
    onError: (error) => {
      const response = error instanceof DetailedError ? error.originalResponse : null;
      const status = response?.getStatus() ?? 0;
      if (status >= 400 && status < 500 && !RETRIED.has(status)) course.refused(detail(response?.getBody() ?? ""), status);
      else course.cut();
    },
  });
  void upload.findPreviousUploads().then((found) => {
    if (found[0]) upload.resumeFromPreviousUpload(found[0]);
    upload.start();
  });
  return (forget) => void upload.abort(forget).catch(() => undefined);
}

function detail(body: string): string {
  try {
    return (JSON.parse(body) as { detail?: string }).detail ?? "";
  } catch {
    return "";
  }
}
