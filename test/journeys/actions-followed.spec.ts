import { spawnSync } from 'node:child_process';

/** On a PostgreSQL of its own: the troubles leave no connection to anybody else. */
function follow() {
  const env = { ...process.env, FOLLOW_DATABASE_URL: '' };
  return spawnSync(process.execPath, ['scripts/follow/main.mjs'], { encoding: 'utf8', env });
}

describe('the actions that say they were followed', () => {
  it('end the troubles they are for, with the commands in their files', () => {
    const { status, stdout, stderr } = follow();
    expect(stderr).toBe('');
    expect(stdout.split('\n').slice(1)).toEqual([
      'postgresql-blocking-sessions: 22 followed, 0 failed',
      'postgresql-connections-exhausted: 8 followed, 0 failed',
      'postgresql-vacuum-late: 11 followed, 0 failed',
      '41 followed, 0 failed',
      '',
    ]);
    expect(status).toBe(0);
  });
});
