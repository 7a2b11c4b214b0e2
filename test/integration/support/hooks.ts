import { endWorld } from "./world";

/** Mocha's root hooks of the integration tests. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(60_000);
    await endWorld();
  },
};
