//! Sample residents, codes and images of Juma, and the demo.
