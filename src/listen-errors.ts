// Why a port could not be had, in words: the commonest trouble of a start after the database.
import { AppError } from "#domain/errors.ts";

/** Wraps the start of a listener: EADDRINUSE, EACCES and EADDRNOTAVAIL become an AppError that names the variable to change. */
export async function listening<T>(what: { port: number; host: string; variable: string }, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    throw explain(what, error);
  }
}

function explain({ port, host, variable }: { port: number; host: string; variable: string }, cause: unknown): unknown {
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program. Stop it, or set ${variable} to another port.`,
    EACCES: `Port ${port} is not allowed for this user: ports below 1024 need a privilege. Set ${variable} to a higher one and forward the low port to it.`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Set INLET_HOST to one that is, or to 0.0.0.0 for all.`,
  };
  const publicMessage = sentences[(cause as { code?: string }).code ?? ""];
  if (publicMessage === undefined) return cause;
  return new AppError({ code: "port-unavailable", retry: "permanent", publicMessage, cause });
}
