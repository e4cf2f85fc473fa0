<?php
// One warm process: reads a JSON line {"html": …} per document, answers {"ms": …, "bytes": …}.
require_once 'dompdf/autoload.php';

$folder = sys_get_temp_dir() . '/numirio-bench-dompdf';
@mkdir($folder);

while (($line = fgets(STDIN)) !== false) {
    $html = json_decode($line, true)['html'];
    $start = hrtime(true);
    $options = new Dompdf\Options();
    $options->setFontDir($folder);
    $options->setFontCache($folder);
    $options->setTempDir($folder);
    $options->setChroot(['/']);
    $options->setIsFontSubsettingEnabled(true);
    $dompdf = new Dompdf\Dompdf($options);
    $dompdf->loadHtml($html, 'UTF-8');
    $dompdf->setPaper('A4');
    $dompdf->render();
    $pdf = $dompdf->output();
    fwrite(STDOUT, json_encode(['ms' => (hrtime(true) - $start) / 1e6, 'bytes' => strlen($pdf)]) . "\n");
    fflush(STDOUT);
    if (getenv('KEEP')) file_put_contents(getenv('KEEP'), $pdf);
}
