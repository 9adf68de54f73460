const LONGEST_NAME = 100;

/** An RFC 6901 pointer. A name that the caller made up is cut, so that an error never grows with the input. */
export function pointerTo(path: readonly string[]): string {
  return path.map((name) => `/${cut(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function cut(name: string): string {
  return name.length > LONGEST_NAME ? `${Array.from(name).slice(0, LONGEST_NAME).join('')}…` : name;
}
