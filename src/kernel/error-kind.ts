const CODE = /^\w{2,40}$/;

/** What an error is called, with its code if it has one, and nothing of what it says: that may repeat what somebody wrote. */
export function kindOfError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  const name = error.constructor.name;
  return typeof code === 'string' && CODE.test(code) ? `${name} ${code}` : name;
}
