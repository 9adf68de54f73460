/**
 * Where journeys run: as Jest's own environment for Node, but the compiled program is loaded outside it. Loading it in
 * there anew took three to four seconds for each file.
 */
import { TestEnvironment } from 'jest-environment-node';

export default class JourneyEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.loadCompiled = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);
    this.global.loadLibrary = (name) => import(name);
    // instants go in and out, and libraries ask whether they are a Date
    this.global.Date = Date;
  }
}
