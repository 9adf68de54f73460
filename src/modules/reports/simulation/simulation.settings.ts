export const SIMULATION_SETTINGS = Symbol('simulation settings');

export interface SimulationSettings {
  /** The file of the thread that counts: it is put together from several modules, by whoever puts the program together. */
  thread: URL;
}
