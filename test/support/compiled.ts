/**
 * A module of the program as it ships: compiled, and loaded by Node as it is when the program runs, once for all files that
 * a worker of Jest goes through. `path` is that below `src`. See environment.mjs.
 */
export const compiled = <T>(path: string): Promise<T> =>
  (globalThis as unknown as Loader).loadCompiled(path) as Promise<T>;

interface Loader {
  loadCompiled(path: string): Promise<unknown>;
}
