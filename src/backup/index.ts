export { writeBackup } from './backup.js';
export { flawsOfFiles, marksOf, NoBackup, readManifest, type Manifest } from './manifest.js';
export { dropEverything, existingIn, isAtWork, restoreFiles, restoreRows, schemaIn } from './restore.js';
