import { roles, type Role } from '../modules/identity/index.js';
import type { Consortium } from './consortium.js';

/** Somebody who can sign in to the demonstration. */
export interface DemoAccount {
  email: string;
  name: string;
  locale: string;
  role: Role | 'operator';
  /** Null: the operator, a member of no institution. */
  institution: string | null;
  /** Left out: the institution's default site. */
  site?: string;
}

export const DOMAIN = 'guichet.example';

/** Some read English, so that both languages are seen. */
const englishReaders = [
  'requester.unistra',
  'engineer.utoulouse',
  'agent.upf',
  'spoc2.ulco',
  'spoc2.fun',
  'spoc2.amu',
  'manager.ulorraine',
];

/**
 * One account per role and institution, a second single point of contact for each, a requester in Metz and the operator.
 * Always the same people: what they are called depends on nothing but their place in the list.
 */
export function accountsOf({ institutions }: Consortium): DemoAccount[] {
  const places: Omit<DemoAccount, 'name' | 'locale'>[] = institutions.flatMap(({ code }) => [
    ...roles.map((role) => ({ email: emailOf(role, code), role, institution: code })),
    { email: emailOf('spoc2', code), role: 'spoc' as const, institution: code },
  ]);
  places.push(
    { email: emailOf('requester.metz', 'ULORRAINE'), role: 'requester', institution: 'ULORRAINE', site: 'METZ' },
    { email: `operator@${DOMAIN}`, role: 'operator', institution: null },
  );
  return places.map((place, index) => ({ ...place, name: nameOf(index), locale: localeOf(place.email) }));
}

function emailOf(who: string, code: string): string {
  return `${who}.${code}@${DOMAIN}`.toLowerCase().replaceAll('_', '-');
}

function localeOf(email: string): string {
  return englishReaders.some((who) => email === `${who}@${DOMAIN}`) ? 'en' : 'fr';
}

// 29 and 31 have no common divisor: the first 899 people all have names of their own
const firstNames =
  'Amélie Basile Céleste Damien Élise Florent Garance Hugo Inès Joris Karine Léon Maëlle Nadir Odile Pascal Quitterie Rémi Solène Tanguy Ursule Victor Wafa Xavier Yasmine Zoé Awa Loïc Mireille'.split(
    ' ',
  );
const lastNames =
  'Aubrac Bellanger Caradec Delaroche Esnault Fontbonne Guilbaut Hirel Isambert Jaouen Kerguelen Lavergne Montfleury Navarre Ollivier Pradelle Quesnoy Rouvière Sauvignac Taravel Urbain Vasseur Wattrelos Ximénès Yver Zabern Brindeau Corvoisier Dampierre Escoffre Ferrandou'.split(
    ' ',
  );

function nameOf(index: number): string {
  return `${firstNames[index % firstNames.length] ?? ''} ${lastNames[index % lastNames.length] ?? ''}`;
}
