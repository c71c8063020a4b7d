package io.tightship.report.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes pictures of a {@code report.html}, to be looked at: arguments are the page and a folder. */
public final class ReportPictures {

    private ReportPictures() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String page = Path.of(arguments[0]).toAbsolutePath().toUri().toString();
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        try (Chromium browser = Chromium.start()) {
            browser.call("Emulation.setScrollbarsHidden", "hidden", true);
            for (String scheme : new String[] {"light", "dark"}) {
                browser.media("screen", scheme);
                browser.size(1280, 1500);
                picture(browser, page, folder.resolve(scheme + "-top.png"));
                picture(browser, page + "#matrix", folder.resolve(scheme + "-matrix.png"));
                picture(browser, page + "#nights", folder.resolve(scheme + "-nights.png"));
                picture(browser, page + "#failed", folder.resolve(scheme + "-failed.png"));
                picture(browser, page + "?target=c02&outcome=FAIL,ERROR#failed", folder.resolve(scheme + "-filter.png"));
            }
            browser.media("screen", "light");
            browser.size(390, 1800);
            picture(browser, page, folder.resolve("phone-top.png"));
            picture(browser, page + "#matrix", folder.resolve("phone-matrix.png"));
            picture(browser, page + "#nights", folder.resolve("phone-nights.png"));
            picture(browser, page + "#failed", folder.resolve("phone-failed.png"));
            browser.size(1280, 1500);
            browser.call("Emulation.setScriptExecutionDisabled", "value", true);
            picture(browser, page + "#failed", folder.resolve("no-script.png"));
            browser.call("Emulation.setScriptExecutionDisabled", "value", false);
            browser.media("print", "light");
            browser.open(page);
            browser.print(folder.resolve("print.pdf"));
        }
    }

    private static void picture(Chromium browser, String address, Path file) throws IOException, InterruptedException {
        browser.open(address);
        Thread.sleep(300); // what is scrolled to is painted a little later
        browser.picture(file);
    }
}
