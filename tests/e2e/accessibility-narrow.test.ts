import { describeAccessibility } from './accessibility.ts';

describeAccessibility({ width: 390, height: 844, colorScheme: 'dark' });
