import type { LetterOf, Wording } from '../letter-kinds.js';
import { titled, who } from './words.js';

export const mention: Wording<'mention'> = {
  fr: (letter) => ({
    happened: 'Vous êtes mentionné',
    lead: `${who(letter.author, letter)} vous mentionne dans la demande ${titled(letter, 'fr')}. Lisez ce message et voyez ce qui vous est demandé.`,
    texts: [{ title: 'Message', body: letter.body }],
  }),
  en: (letter) => ({
    happened: 'You are mentioned',
    lead: `${who(letter.author, letter)} mentions you in the ticket ${titled(letter, 'en')}. Read the message and see what you are asked.`,
    texts: [{ title: 'Message', body: letter.body }],
  }),
};

/** So many texts are told; the others are read in the ticket. */
const MOST_TOLD = 5;

const told = ({ bodies }: LetterOf<'shared'>, title: string) =>
  bodies.slice(0, MOST_TOLD).map((body) => ({ title, body }));

export const shared: Wording<'shared'> = {
  fr: (letter) => {
    const more = letter.bodies.length - MOST_TOLD;
    return {
      happened: 'Messages transmis',
      lead: `${who(letter.author, letter)} vous donne à lire des messages antérieurs de la demande ${titled(letter, 'fr')}, avec leurs fichiers.`,
      texts: told(letter, 'Message'),
      ...(more > 0 ? { after: [`Il y en a ${more} de plus dans la demande.`] } : {}),
    };
  },
  en: (letter) => {
    const more = letter.bodies.length - MOST_TOLD;
    return {
      happened: 'Messages passed on',
      lead: `${who(letter.author, letter)} lets you read earlier messages of the ticket ${titled(letter, 'en')}, with their files.`,
      texts: told(letter, 'Message'),
      ...(more > 0 ? { after: [`There are ${more} more in the ticket.`] } : {}),
    };
  },
};

export const filesAdded: Wording<'files_added'> = {
  fr: (letter) => ({
    happened: letter.fileNames.length > 1 ? 'Fichiers ajoutés' : 'Fichier ajouté',
    lead: `${who(letter.author, letter)} a complété un message de la demande ${titled(letter, 'fr')}. Ouvrez la demande pour lire ce qui a été ajouté.`,
    texts: [
      { title: letter.fileNames.length > 1 ? 'Fichiers' : 'Fichier', body: letter.fileNames.join('\n') },
      { title: 'Message', body: letter.body },
    ],
  }),
  en: (letter) => ({
    happened: letter.fileNames.length > 1 ? 'Files added' : 'File added',
    lead: `${who(letter.author, letter)} completed a message of the ticket ${titled(letter, 'en')}. Open the ticket to read what was added.`,
    texts: [
      { title: letter.fileNames.length > 1 ? 'Files' : 'File', body: letter.fileNames.join('\n') },
      { title: 'Message', body: letter.body },
    ],
  }),
};

export const assigned: Wording<'assigned'> = {
  fr: (letter) => ({
    happened: 'Demande attribuée',
    lead: `${who(letter.author, letter)} vous attribue la demande ${titled(letter, 'fr')}. Ouvrez-la et voyez ce qui est à faire\u00a0; si vous ne pouvez pas vous en charger, attribuez-la à quelqu’un d’autre.`,
  }),
  en: (letter) => ({
    happened: 'Ticket assigned to you',
    lead: `${who(letter.author, letter)} assigns the ticket ${titled(letter, 'en')} to you. Open it and see what is to be done; if you cannot take it on, assign it to somebody else.`,
  }),
};

export const fileRejected: Wording<'file_rejected'> = {
  fr: (letter) => ({
    happened: 'Fichier refusé',
    lead: `Le fichier «\u00a0${letter.fileName}\u00a0» que vous avez ajouté à la demande ${titled(letter, 'fr')} a été jugé dangereux par l’analyse. Il a été supprimé et personne ne l’a reçu. Vérifiez votre poste avant d’en envoyer un autre.`,
  }),
  en: (letter) => ({
    happened: 'File rejected',
    lead: `The file "${letter.fileName}" that you added to the ticket ${titled(letter, 'en')} was found harmful by the scanner. It was removed and nobody received it. Check your computer before you send another one.`,
  }),
};

export const fileNotScanned: Wording<'file_not_scanned'> = {
  fr: (letter) => ({
    happened: 'Fichier non analysé, supprimé',
    lead:
      letter.for === 'uploader'
        ? `Le fichier «\u00a0${letter.fileName}\u00a0» que vous avez ajouté à la demande ${titled(letter, 'fr')} n’a pas pu être analysé à temps. Par précaution, il a été supprimé et personne ne l’a reçu. S’il est encore utile, envoyez-le de nouveau.`
        : `Le fichier «\u00a0${letter.fileName}\u00a0», joint à un message de la demande ${titled(letter, 'fr')}, n’a pas pu être analysé à temps. Par précaution, il a été supprimé et personne ne l’a reçu\u00a0; qui l’a envoyé le sait. S’il vous manque, demandez-le de nouveau.`,
  }),
  en: (letter) => ({
    happened: 'File not scanned, removed',
    lead:
      letter.for === 'uploader'
        ? `The file "${letter.fileName}" that you added to the ticket ${titled(letter, 'en')} could not be scanned in time. To be safe it was removed, and nobody received it. If it is still needed, send it again.`
        : `The file "${letter.fileName}" that came with a message of the ticket ${titled(letter, 'en')} could not be scanned in time. To be safe it was removed, and nobody received it; whoever sent it knows. If you miss it, ask for it again.`,
  }),
};
