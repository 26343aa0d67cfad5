// What vite.worker.config.ts makes of the pages that were built.

declare module 'virtual:shell' {
  export const VERSION: string;
  export const FILES: string[];
}
