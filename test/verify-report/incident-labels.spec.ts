import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const folder = 'scripts/bench/labels';
const text = readFileSync(`${folder}/incidents.json`, 'utf8');

interface Labelled {
  id: string;
  language: string;
  service: string;
  title: string;
  description: string;
  actions: string[];
}
const incidents = JSON.parse(text) as Labelled[];

const services = ['ECANDIDAT', 'FUNCAMPUS', 'FUNMOOC', 'MDW', 'OAE', 'POD'];

/** Written out here: a key that is renamed in the catalogue must not silently empty the measure. */
const keys = [
  'backup-failed',
  'backup-restore-test',
  'cas-redirect-loop',
  'certificate-control',
  'certificate-expired',
  'disk-full',
  'ecandidat-campaign-opening',
  'ecandidat-documents-refused',
  'ecandidat-nightly-batch',
  'mail-queue-stuck',
  'mail-rejected-as-spam',
  'oae-notifications-stopped',
  'oae-previews-missing',
  'openedx-search-missing',
  'openedx-uploads-refused',
  'openedx-workers-stuck',
  'pod-encoding-stuck',
  'pod-live-interrupted',
  'pod-storage-filling',
  'postgresql-blocking-sessions',
  'postgresql-connections-exhausted',
  'postgresql-vacuum-late',
  'release-rollback',
  'shibboleth-attributes-missing',
  'shibboleth-metadata-expired',
];

describe('the labelled incidents', () => {
  it('are the frozen ones', () => {
    const digest = createHash('sha256').update(text).digest('hex');
    expect(readFileSync(`${folder}/README.md`, 'utf8').match(/\b[0-9a-f]{64}\b/g)).toEqual([digest]);
  });

  it('are at least 150, half of them French, the others English', () => {
    expect(incidents.length).toBeGreaterThanOrEqual(150);
    const french = incidents.filter(({ language }) => language === 'fr');
    const english = incidents.filter(({ language }) => language === 'en');
    expect(french.length).toBe(english.length);
    expect(french.length + english.length).toBe(incidents.length);
  });

  it('have each an id, a title and a text of their own and a known service', () => {
    const distinct = (field: 'id' | 'title' | 'description') => new Set(incidents.map((one) => one[field].trim())).size;
    expect([distinct('id'), distinct('title'), distinct('description')]).toEqual(Array(3).fill(incidents.length));
    expect(incidents.filter(({ title, description }) => title.trim() === '' || description.trim() === '')).toEqual([]);
    expect([...new Set(incidents.map(({ service }) => service))].sort()).toEqual(services);
  });

  it('name one or two actions that are known', () => {
    const wrong = incidents.filter(
      ({ actions }) =>
        ![1, 2].includes(actions.length) ||
        new Set(actions).size < actions.length ||
        !actions.every((key) => keys.includes(key)),
    );
    expect(wrong).toEqual([]);
  });

  it.each(keys)('give %s six to nine incidents, in both languages', (key) => {
    const its = incidents.filter(({ actions }) => actions[0] === key);
    expect(its.length).toBeGreaterThanOrEqual(6);
    expect(its.length).toBeLessThanOrEqual(9);
    expect(new Set(its.map(({ language }) => language))).toEqual(new Set(['fr', 'en']));
  });
});
