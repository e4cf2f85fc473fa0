/** What one tab tells the others of this browser, which share its cookies. */
export type SessionNews = { type: 'signed-out' } | { type: 'signed-in'; userId: string };

const channel =
  'BroadcastChannel' in globalThis ? new BroadcastChannel('numirio.session') : undefined;

/** Tells the other tabs; the telling tab itself hears nothing. */
export function tellTabs(news: SessionNews): void {
  channel?.postMessage(news);
}

/** Called with what another tab tells. */
export function onTabNews(listener: (news: SessionNews) => void): void {
  channel?.addEventListener('message', (event: MessageEvent<SessionNews>) => listener(event.data));
}
