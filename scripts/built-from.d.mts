export function inputsOf(root: string): string;
export function markBuilt(root: string, inputs: string): void;
export function isBuilt(root: string): boolean;
