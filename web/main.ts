/** What every page runs: htmx, the small islands that most pages have, and a look-out for the large ones. */
import "./styles/main.scss";
