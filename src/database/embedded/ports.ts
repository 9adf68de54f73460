import { type AddressInfo, createServer } from 'node:net';

export interface PortWish {
  /** 0: any. */
  preferred: number;
  /** No other will do: the connection pools of the running program know this one. */
  exact: boolean;
}

/** A port of 127.0.0.1 that is free now; whoever uses it must be ready to find it taken. */
export async function choosePort(wish: PortWish): Promise<number> {
  if (wish.exact) return wish.preferred;
  return (await freePort(wish.preferred)) ?? (await freePort(0)) ?? wish.preferred;
}

function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(undefined);
    });
    probe.listen(port, '127.0.0.1', () => {
      const found = (probe.address() as AddressInfo).port;
      probe.close(() => {
        resolve(found);
      });
    });
  });
}
