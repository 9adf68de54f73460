/**
 * A module of the program as it ships: compiled, and loaded by Node as it is when the program runs, once for all files that
 * a worker of Jest goes through (environment.mjs); by Jest where a file asks for its own environment. `path` is that below
 * `src`.
 */
export const compiled = async <T>(path: string): Promise<T> =>
  (await (loader.loadCompiled?.(path) ?? import(new URL(`../../dist/src/${path}`, import.meta.url).href))) as T;

/** A library as the program has it, which is not the one that a test imports: for looking at what is said to it. */
export const libraryOfProgram = async <T>(name: string): Promise<T> =>
  (await (loader.loadLibrary?.(name) ?? import(name))) as T;

const loader = globalThis as unknown as {
  loadCompiled?: (path: string) => Promise<unknown>;
  loadLibrary?: (name: string) => Promise<unknown>;
};
