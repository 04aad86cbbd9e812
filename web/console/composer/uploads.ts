// Files on their way to Inlet: each with its progress, each can be taken back.
import type { Upload } from "#contract/uploads.ts";
import { addressOf, ApiProblem, refusal } from "../../api.ts";

/** All files of one mail together: what most far sides take. The server says the same. */
export const mostBytes = 20_000_000;

/** `progress` gets 0 to 1. An XMLHttpRequest, because fetch does not tell how far a body has gone. Rejects with ApiProblem or AbortError. */
export function uploadFile(file: File, progress: (part: number) => void, signal: AbortSignal): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", addressOf("/uploads"));
    request.setRequestHeader("content-type", file.type === "" ? "application/octet-stream" : file.type);
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Upload);
      else reject(refusal(request.status, request.responseText));
    });
    request.addEventListener("error", () => reject(unreachable()));
    request.addEventListener("abort", () => reject(new DOMException("taken back", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

export function uploadAddress(id: string): string {
  return addressOf(`/uploads/${id}`);
}

function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: "offline",
    title: "Inlet cannot be reached",
    detail: "The file did not arrive. Try it again when the connection is back.",
  });
}
