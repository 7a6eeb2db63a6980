export function recordHash(methodManifest: object): string;
