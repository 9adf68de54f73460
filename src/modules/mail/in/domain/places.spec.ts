import { expect, it } from '@jest/globals';
import { Places } from './places.js';

it('turns away who finds no place, and gives one back however its work ends', async () => {
  const places = new Places(2);
  let end: (value: string) => void = () => undefined;
  const open = new Promise<string>((resolve) => (end = resolve));
  const first = places.within(() => open);
  const failing = places.within(() => open.then(() => Promise.reject(new Error('failed'))));
  expect(await places.within(() => Promise.resolve('third'))).toBeUndefined();
  end('done');
  expect(await first).toEqual({ value: 'done' });
  await expect(failing).rejects.toThrow('failed');
  for (const again of ['one', 'two'])
    expect(await places.within(() => Promise.resolve(again))).toEqual({ value: again });
});
