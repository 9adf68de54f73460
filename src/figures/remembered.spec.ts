import { expect, it } from '@jest/globals';
import { Remembered } from './remembered.js';

it('is asked once in ten seconds, also when it fails, and once by several at a time', async () => {
  let [now, asked, fails] = [0, 0, false];
  const remembered = new Remembered(
    () => {
      asked += 1;
      return fails ? Promise.reject(new Error('away')) : Promise.resolve(asked);
    },
    () => now,
  );
  expect(await Promise.all([remembered.get(), remembered.get()])).toEqual([1, 1]);
  now = 9999;
  expect(await remembered.get()).toBe(1);
  [now, fails] = [10_000, true];
  expect(await remembered.get()).toBeUndefined();
  now = 19_999;
  expect(await remembered.get()).toBeUndefined();
  expect(asked).toBe(2);
  [now, fails] = [20_000, false];
  expect(await remembered.get()).toBe(3);
});

it('is not waited for any longer than patience lasts, nor asked again meanwhile', async () => {
  let asked = 0;
  let answer: (value: string) => void = () => undefined;
  const remembered = new Remembered(() => {
    asked += 1;
    return new Promise<string>((resolve) => (answer = resolve));
  });
  expect(await remembered.get(1)).toBeUndefined();
  expect(await remembered.get(1)).toBeUndefined();
  answer('at last');
  expect(await remembered.get()).toBe('at last');
  expect(asked).toBe(1);
});
