/** The sources as they stand, without types, in a folder of their own: what is proved is not a build of yesterday. */
import { transformFile } from '@swc/core';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @returns the folder below which every TypeScript file of `folders` lies as JavaScript */
export async function compile(folders, into) {
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  await writeFile(join(into, 'package.json'), '{ "type": "module" }');
  await symlink(join(root, 'node_modules'), join(into, 'node_modules'), 'dir');
  for (const folder of folders) {
    for (const name of await readdir(join(root, folder))) {
      if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
      const { code } = await transformFile(join(root, folder, name), {
        swcrc: false,
        module: { type: 'es6' },
        sourceMaps: 'inline',
        jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true } },
      });
      const target = join(into, folder, name.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, code);
    }
  }
  return into;
}
