/**
 * Words that say the same on a service desk, in French and in English, a line each. Whoever tells of a symptom does not use
 * the words of whoever wrote the action, and perhaps not their language. Forms of one word need not be listed: stems do that.
 * Words without their accents will do.
 */
export const vocabulary: readonly (readonly string[])[] = lines(`
  connexion authentification identification login signin logon authentication connecter identifier authentifier
  mdp password passe credentials identifiants
  compte account utilisateur user profil profile
  redirection redirect boucle loop renvoye revient bounce tourne
  session cookie navigation
  certificat certificate cert tls ssl https
  expire expiration perime echeance expiry expires validite validity depasse outdated
  navigateur browser firefox chrome edge safari
  securite security securise secure prive privacy confidentialite
  alerte avertissement warning alert
  disque disk espace space place room
  plein full sature saturated rempli filled exhausted sature epuise
  stockage storage volume capacite capacity quota
  croissance growth grossit grows grandit augmente enfle swells gonfle bloat
  sauvegarde backup copie dump snapshot instantane archive
  restauration restore restaurer recovery recover recuperer recuperation remonter
  echec echoue failed fails failure failing rate plante crash crashed
  nuit nocturne nightly overnight night
  tache travail job task batch traitement worker travailleur cron
  file queue attente pending waiting
  bloque stuck blocked fige frozen freeze gele hangs coince hang
  mel mail courriel email courrier message messagerie
  envoyer envoi send sent sending expedier expedition outgoing
  recevoir recu receive received reception arriver arrive parvenir
  indesirable spam junk pourriel
  rejete refuse rejected refused denied rejet refus reject declined
  rebond bounce bounced 550
  notification notifications prevenu averti told notify informer
  activite activity fil feed flux stream
  commentaire comment commenter comments
  apercu preview visionneuse viewer vignette thumbnail miniature previsualisation
  document fichier file piece attachment pdf files
  image icone icon picture photo
  afficher affiche display show shown visible apparaitre appears apparait voir viewed
  disparu absent manquant missing disappeared introuvable gone lost perdu manque
  trouver found find chercher recherche search retrouver
  resultat result resultats zero vide empty aucun blank nothing
  catalogue catalog liste list listing menu
  cours course mooc formation
  depot deposer upload televerser televersement uploading joindre attach attaching ajout ajouter soumettre submit submission
  devoir assignment travail homework copie rendre report rapport
  volumineux large gros big lourd taille size
  note notes grade grades gradebook score carnet
  progression progress avancement
  attestation completion reussite diplome badge
  quiz exercice examen exam exercise
  export extraction rapport report telecharger download
  video videos film films capsule enregistrement recording media lecture
  encodage encoding transcodage conversion transcoding processing traitement preparation
  pret ready lisible playable lire play lecture
  direct live diffusion streaming webcast livestream retransmission broadcast visioconference
  ecran screen noir black
  amphi amphitheatre room salle lecture hall
  coupe interrompu interrupted cut arrete stopped stop interruption
  son audio sound
  saccade buffering lag
  base database bdd sql postgresql postgres
  requete query queries statement
  transaction verrou lock locked deadlock locks
  lent lenteur slow slower slowness ralentissement rame ramer performance latence
  connexions clients connections slots pool
  erreur error errors anomalie erreurs bug exception
  500 interne internal
  page ecran pages site
  panne down indisponible outage unavailable hs inaccessible unreachable injoignable
  serveur server machine host
  service application appli app plateforme platform portail portal
  version release livraison deploiement deploy deployment upgrade maj montee update
  precedent previous avant rollback retour revenir arriere back
  regression casse broken broke marche works fonctionne
  candidature candidatures candidat applicant application admission applications
  campagne campaign ouverture opening ouvre opens lancement launch demarrent
  calendrier dates date deadline schedule
  justificatif transcript releve diplome supporting cv
  antivirus infecte virus malware infected clamav
  scolarite apogee records registrar student
  synchronisation sync synced synchro synchronise
  etablissement universite university institution college
  federation federated federe idp fournisseur provider shibboleth saml renater edugain
  metadonnees metadata
  attribut attributes attribute affiliation eppn
  nom name prenom surname
  droits rights permission role roles acces access habilitation statut status
  nouveau new recent nouvelle
  modifier save enregistrer saving valider sauver modification write ecrire writes ecriture
  journal log logs journaux
  demarrer start starts redemarrer restart redemarrage startup boot
  essai test exercice drill verifier verification check controler controle
  prevoir anticiper plan planifier prevision forecast
  supprimer delete deleted efface erased suppression
  etudiant student students apprenant learner learners eleve inscrit
  enseignant teacher professeur prof instructor
  lien link url adresse address
  telephone mobile smartphone phone
  imprimer print printer imprimante
  bouton button clic click
  reseau network wifi vpn
  memoire memory ram
  processeur cpu charge load
  retard late delay delayed retarde
  horloge clock heure time
  antivirus scanner
  mise jour update upgrade
  inscription registration enrol enroll enrolment inscrire register
  invitation invite inviter
  oublie forgotten forgot reset reinitialisation reinitialiser
  deconnecte deconnexion logout disconnected logged
  partage partager share shared sharing
  groupe group equipe team
  dossier folder repertoire directory
  limite limit maximum max plafond
  rafraichir actualiser recharger refresh reload
  ancien old obsolete stale perime vieux
  pic peak afflux rush surcharge overload overwhelmed
  signe signed signature key cle
  relais relay smtp postfix
  destinataire recipient recipients
  expediteur sender
  domaine domain dns
  reputation blacklist blocklist blackliste
  micro microphone camera webcam
  conference colloque soutenance seminaire talk seminar
  distance remote spectateur viewers audience
  carte card badge
  index indexation reindex indexing indexer
  correctif patch fix corriger
  forum discussion
  archiver archive archived
  effectif inscrits participants
  contenu content
  planifie scheduled programme
  relancer retry rerun relance
  perte loss lost perdre
  incident sinistre disaster
  preuve evidence proof
  duree duration long minutes
  reponse response repond answer
  vide blank blanche blanc empty white
  doublon duplicate double
`);

function lines(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter(([first]) => first !== undefined && first !== '');
}

/** Which other terms say what a term says: of each word its stems. */
export function synonymsBy(stems: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = vocabulary.map((group) => group.flatMap((word) => stems.get(word) ?? []));
  const found = new Map<string, Set<string>>();
  for (const group of groups)
    for (const term of group) {
      const others = found.get(term) ?? new Set<string>();
      for (const other of group) if (other !== term) others.add(other);
      found.set(term, others);
    }
  return found;
}
