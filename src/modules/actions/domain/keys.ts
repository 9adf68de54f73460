const LONGEST = 60;

/** The key of an action whose writer gave it none, from its title: `liberer-une-base`. */
export function keyOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll(/\p{M}/gu, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return words.join('-').slice(0, LONGEST).replace(/-$/, '') || 'action';
}
