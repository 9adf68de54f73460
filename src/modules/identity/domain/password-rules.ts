export const SHORTEST_PASSWORD = 12;
/** Hashing longer ones would cost more than guessing them. */
export const LONGEST_PASSWORD = 1024;
const FEWEST_DIFFERENT = 5;

export type PasswordFlaw = 'too_short' | 'too_long' | 'too_uniform' | 'is_address' | 'unchanged';

/** What is wrong with a password whosever it is; undefined when nothing is. Length counts, and kinds of characters do not. */
export function flawOfPassword(password: string): PasswordFlaw | undefined {
  const characters = Array.from(password);
  if (characters.length < SHORTEST_PASSWORD) return 'too_short';
  if (password.length > LONGEST_PASSWORD) return 'too_long';
  return new Set(characters).size < FEWEST_DIFFERENT ? 'too_uniform' : undefined;
}

/** Whether it is the address of the account, or little more than that: whoever knows the address tries it first. */
export function isMadeOfAddress(password: string, email: string): boolean {
  const said = password.toLowerCase();
  const address = email.toLowerCase();
  const [local = ''] = address.split('@');
  return [address, local].some(
    (part) => part.length >= 4 && said.includes(part) && said.length - part.length < SHORTEST_PASSWORD / 2,
  );
}
