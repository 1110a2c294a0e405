// Looks again by itself while a task is at work; without it there is a link that does the same.
(function () {
    "use strict";

    const SECONDS = 4;

    function lookAgain() {
        fetch(window.location.href, { credentials: "same-origin" })
            .then((response) => (response.ok ? response.text() : ""))
            .then((html) => {
                const seen = new DOMParser().parseFromString(html, "text/html");
                const state = seen.getElementById("upload-state");
                if (state && state.dataset.atWork === "no") {
                    window.location.reload();
                } else {
                    window.setTimeout(lookAgain, SECONDS * 1000);
                }
            })
            .catch(() => window.setTimeout(lookAgain, SECONDS * 1000));
    }

    window.setTimeout(lookAgain, SECONDS * 1000);
})();
