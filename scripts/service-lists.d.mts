interface Named {
  name: string;
  identifier?: string;
}

export function indexOf(services: readonly Named[]): string;
export function allOf(services: readonly Named[]): string;
export function identifierOf(service: Named): string;
export function tableOf(
  categories: readonly string[],
  services: readonly { name: string; category: string; summary: string }[],
): string;
