import { Ending } from './ending.js';

// before anything else is read: that takes a moment, in which a signal may come
const ending = new Ending();
const { start } = await import('./start.js');
await start(ending);
